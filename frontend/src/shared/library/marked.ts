/** What was looked for, marked where it stands. */

export interface Part {
  part: string;
  isWanted: boolean;
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Cuts a text at each of the words, in whatever case they stand in it. */
export const markedParts = (text: string, wanted: string): Part[] => {
  // Of two words that begin alike, the longer one is marked.
  const words = wanted
    .split(/\s+/)
    .filter(Boolean)
    .sort((a, b) => b.length - a.length);
  if (words.length === 0) return [{ part: text, isWanted: false }];
  return text
    .split(new RegExp(`(${words.map(escaped).join('|')})`, 'iu'))
    .map((part, index) => ({ part, isWanted: index % 2 === 1 }))
    .filter(({ part }) => part !== '');
};
