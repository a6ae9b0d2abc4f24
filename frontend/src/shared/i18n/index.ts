import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { shared, type PageWords } from './resources';

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: shared },
  ns: Object.keys(shared),
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  initAsync: false,
  returnNull: false,
});

/** Bring the words of one page; called while the page's code is loaded. */
export const bringWords = <Area extends keyof PageWords>(
  area: Area,
  words: PageWords[Area],
): void => {
  i18next.addResourceBundle('en', area, words);
};

export { i18next };
