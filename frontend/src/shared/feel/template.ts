/** Texts with FEEL in them: `{{amount}}`, `{{#if late}}…{{/if}}`, `{{#loop items}}…{{/loop}}`. */

type Piece =
  | { is: 'text'; text: string }
  | { is: 'insert'; feel: string }
  | { is: 'block'; isLoop: boolean; feel: string; pieces: Piece[]; endsLine: boolean };
type Block = Extract<Piece, { is: 'block' }>;

const TAG = /\{\{([^]*?)\}\}(\n)?/g;
const OPENING = /^\s*#(if|loop)\s+([^]*)$/;
const CLOSING = /^\s*\/(if|loop)\s*$/;

/** Blocks that are not closed end with the text; what closes nothing is left out. */
const piecesOf = (template: string): Piece[] => {
  const all: Piece[] = [];
  const open: Block[] = [];
  const add = (piece: Piece) => (open.at(-1)?.pieces ?? all).push(piece);
  let at = 0;
  for (const found of template.matchAll(TAG)) {
    const [whole, inner = '', line = ''] = found;
    add({ is: 'text', text: template.slice(at, found.index) });
    at = found.index + whole.length;
    const opening = OPENING.exec(inner);
    if (opening) {
      const [, kind, feel = ''] = opening;
      const block: Block = {
        is: 'block',
        isLoop: kind === 'loop',
        feel,
        pieces: [],
        endsLine: false,
      };
      add(block);
      open.push(block);
    } else if (CLOSING.test(inner)) {
      const closed = open.pop();
      if (closed) closed.endsLine = line !== '';
    } else {
      if (inner.trim() !== '') add({ is: 'insert', feel: inner });
      at -= line.length;
    }
  }
  add({ is: 'text', text: template.slice(at) });
  return all;
};

export type Data = Record<string, unknown>;

/** How the expressions of a template are evaluated, to plain data. */
export interface Filling {
  value: (feel: string, data: Data) => unknown;
  text: (feel: string, data: Data) => string;
}

/** What a row of a loop reads: its own members, `this` and `parent`. */
const rowOf = (item: unknown, parent: Data): Data => ({
  this: item,
  parent,
  ...(typeof item === 'object' ? item : {}),
  _this_: item,
  _parent_: parent,
});

const rowsOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
};

const blockText = (block: Block, data: Data, filling: Filling): string => {
  const value = filling.value(block.feel, data);
  const scopes = block.isLoop
    ? rowsOf(value).map((item) => rowOf(item, data))
    : value
      ? [data]
      : [];
  const text = scopes.map((scope) => filled(block.pieces, scope, filling)).join('');
  const isShown = block.isLoop || scopes.length > 0;
  return isShown && block.endsLine && !text.endsWith('\n') ? `${text}\n` : text;
};

const filled = (pieces: readonly Piece[], data: Data, filling: Filling): string =>
  pieces
    .map((piece) => {
      if (piece.is === 'text') return piece.text;
      if (piece.is === 'insert') return filling.text(piece.feel, data);
      return blockText(piece, data, filling);
    })
    .join('');

/** Fill a template; the outermost level reads itself as `this`. */
export const fillTemplate = (template: string, data: Data, filling: Filling): string => {
  if (template.startsWith('=')) return filling.text(template.slice(1), data);
  return filled(piecesOf(template), { this: data, parent: null, ...data }, filling);
};
