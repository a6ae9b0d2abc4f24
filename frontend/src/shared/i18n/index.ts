import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { language, type Language } from './language';
import { shared, type PageWords } from './resources';

void i18next.use(initReactI18next).init({
  lng: language,
  fallbackLng: 'en',
  resources: { en: shared },
  ns: Object.keys(shared),
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  initAsync: false,
  returnNull: false,
});

/** Bring the English words of one page; called while the page's code is loaded. */
export const bringWords = <Area extends keyof PageWords>(
  area: Area,
  words: PageWords[Area],
): void => {
  i18next.addResourceBundle('en', area, words);
};

/** Fetch the words of another language than English, all areas at once: before the first page, or to try it. */
export const fetchWords = async (of: Language = language): Promise<void> => {
  if (of === 'en') return;
  const { words } = await import('./de');
  for (const [area, texts] of Object.entries(words)) {
    i18next.addResourceBundle(of, area, texts);
  }
};

export * from './language';
export { i18next };
