/** Names after an @: which one is being typed, and where a text holds them. */

/** As the server reads them: a full stop at the end of a sentence is not part of a name. */
const MENTION = /(?<![\w.@+-])@([\w.@+-]*[\w@+-])/g;
const TYPED = /(?<![\w.@+-])@([\w.@+-]*)$/;

export interface TypedMention {
  /** Where its @ stands. */
  at: number;
  text: string;
}

/** The mention that ends at the caret; null where none does. */
export const typedMention = (text: string, caret: number): TypedMention | null => {
  const found = TYPED.exec(text.slice(0, caret));
  return found ? { at: found.index, text: found[1] ?? '' } : null;
};

/** The text with the mention filled in, and where the caret stands then. */
export const fillMention = (
  text: string,
  caret: number,
  { at }: TypedMention,
  name: string,
): { text: string; caret: number } => {
  const begun = `${text.slice(0, at)}@${name} `;
  return { text: begun + text.slice(caret).replace(/^ /, ''), caret: begun.length };
};

export type Piece = { text: string; isMention: boolean };

/** The text in pieces; only names of people who were reached are mentions. */
export const piecesOf = (text: string, mentions: readonly string[]): Piece[] => {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(MENTION)) {
    if (!mentions.includes(found[1] ?? '')) continue;
    if (found.index > end) pieces.push({ text: text.slice(end, found.index), isMention: false });
    pieces.push({ text: found[0], isMention: true });
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), isMention: false });
  return pieces;
};
