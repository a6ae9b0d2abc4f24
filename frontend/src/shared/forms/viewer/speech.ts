/** The language in which forms speak: that of the page, but where a form is tried in another one. */
import type { FileState } from '@/shared/files/preview';
import { bringWords, i18next, language, spoken, type Language } from '@/shared/i18n';
import words from '@/shared/i18n/en/forms.json';

bringWords('forms', words);

let tongue: Language = language;

/** Let forms speak the language of a tag from now on; the words of it must be there. */
export const speakIn = (tag: string): void => {
  tongue = spoken([tag]);
};

/** Let forms speak as the page does again. */
export const speakAsPage = (): void => {
  tongue = language;
};

type Words = typeof words;
type Key =
  | 'and'
  | `own.${keyof Words['own']}`
  | `fault.${keyof Words['fault']}`
  | `file.${keyof Words['file']}`;

/** One of the forms' own words or sentences. */
export const word = (key: Key, places: { what?: string; bound?: string } = {}): string =>
  i18next.t(key, { ns: 'forms', lng: tongue, ...places });

/** How sizes are written in the forms' language. */
export const sizeTongue = (): string => tongue;

/** Why a file that is not ready cannot be read. */
export const fileState = (state: Exclude<FileState, 'ready'>): string =>
  i18next.t(`preview.state.${state}`, { lng: tongue });
