/** Lets any part of the app open the palette or the sheet of keys without knowing who draws them. */
type Part = 'palette' | 'keys';
const listeners = new Set<(part: Part) => void>();

export const onOpen = (listener: (part: Part) => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const open = (part: Part) => listeners.forEach((listener) => listener(part));
export const openPalette = (): void => open('palette');
export const openKeys = (): void => open('keys');
