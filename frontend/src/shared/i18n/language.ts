/**
 * The language of the pages, as the server wrote it into the page: what the person chose, else the
 * first of the browser's that we speak. It stands still while a page is loaded, so that formats can
 * be made once.
 */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How dates and numbers are written in each. */
export const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** The first of these tags ("de-AT") that we speak; English where there is none. */
export const spoken = (tags: readonly (string | null)[]): Language => {
  for (const tag of tags) {
    const found = LANGUAGES.find((language) => tag?.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
};

export const language: Language =
  typeof document === 'undefined' ? 'en' : spoken([document.documentElement.lang]);

/** How dates and numbers are written. */
export const locale: string = LOCALES[language];
