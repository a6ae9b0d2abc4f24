import type { Icon } from '@tabler/icons-react';

export interface PaletteItem {
  id: string;
  group: string;
  label: string;
  detail?: string;
  keys?: string;
  icon?: Icon;
  run: () => void;
}

/** Keep the items that hold every typed word, best first: those whose label begins with the text. */
export const filterItems = <T extends { label: string; detail?: string }>(
  items: readonly T[],
  query: string,
): T[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...items];
  const [first = ''] = words;
  const matching = items.filter((item) => {
    const text = `${item.label} ${item.detail ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = (item: T) => (item.label.toLowerCase().startsWith(first) ? 0 : 1);
  return matching.sort((a, b) => rank(a) - rank(b));
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isId = (text: string): boolean => UUID.test(text.trim());

const RECENT = 'kontor.palette.recent';
const KEPT = 6;

export const recentIds = (): string[] => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    // Another program's text under our name: begin anew.
    return [];
  }
};

export const remember = (id: string): void =>
  localStorage.setItem(
    RECENT,
    JSON.stringify([id, ...recentIds().filter((other) => other !== id)].slice(0, KEPT)),
  );
