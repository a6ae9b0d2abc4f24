/**
 * The language of the pages: what the person chose on this device, else the first of the browser's
 * that we speak. It stands still while a page is loaded, so that formats can be made once.
 */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'kontor.language';
const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** The first of these tags ("de-AT") that we speak; English where there is none. */
export const spoken = (tags: readonly (string | null)[]): Language => {
  for (const tag of tags) {
    const found = LANGUAGES.find((language) => tag?.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
};

export const language: Language =
  typeof window === 'undefined'
    ? 'en'
    : spoken([window.localStorage.getItem(STORED), ...window.navigator.languages]);

/** How dates and numbers are written. */
export const locale: string = LOCALES[language];

/** Show everything in another language; the page is loaded anew for it. */
export const chooseLanguage = (next: Language): void => {
  window.localStorage.setItem(STORED, next);
  window.location.reload();
};
