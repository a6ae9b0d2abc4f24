/** Which files are shown in the page, and how a part that React does not draw asks for it. */
import type { FileReference } from './limits';

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const PDF = 'application/pdf';

export type Shown = Pick<FileReference, 'id' | 'name' | 'media_type'>;

/** Only what is ready is given to anybody. */
export type FileState = 'ready' | 'unscanned' | 'infected' | 'uploading' | 'removed';

export const isPicture = (mediaType: string): boolean => PICTURES.has(mediaType);
export const isPdf = (mediaType: string): boolean => mediaType === PDF;
export const canBeShown = (mediaType: string): boolean => isPicture(mediaType) || isPdf(mediaType);

export const previewOf = (id: string): string => `/api/v1/files/${id}/preview`;
export const contentOf = (id: string): string => `/api/v1/files/${id}/content`;

const EVENT = 'k-show-file';

/** Ask whoever draws the page around an element to show a file. */
export const askToShow = (element: Element, file: Shown): void => {
  element.dispatchEvent(new CustomEvent<Shown>(EVENT, { detail: file, bubbles: true }));
};

/** Hear which files are asked for below an element; returns how to stop. */
export const onAsked = (element: Element, show: (file: Shown) => void): (() => void) => {
  const listen = (event: Event) => show((event as CustomEvent<Shown>).detail);
  element.addEventListener(EVENT, listen);
  return () => element.removeEventListener(EVENT, listen);
};
