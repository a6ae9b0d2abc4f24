import 'i18next';
import type { PageWords, shared } from './resources';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof shared & PageWords;
  }
}
