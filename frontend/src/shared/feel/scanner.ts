/** Reads the text of an expression piece by piece; every method begins behind blanks and comments. */
import { Decimal } from './number';

const START =
  '?A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u167F\\u1681-\\u180D' +
  '\\u180F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF' +
  '\\uFDF0-\\uFEFE\\uFF00-\\uFFFD\\u{10000}-\\u{EFFFF}';
const PART = `${START}0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040`;
const SPACE =
  '[\\t\\n\\v\\f\\r \\u0085\\u00A0\\u1680\\u180E\\u2000-\\u200B\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]';

const BLANK = new RegExp(`(?:${SPACE}+|//[^\\n\\r]*|/\\*[^]*?\\*/)*`, 'uy');
const IDENTIFIER = new RegExp(`[${START}][${PART}]*`, 'uy');
const CONTINUES = new RegExp(`[${PART}]`, 'uy');
const NUMBER = /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/uy;
const STRING = /"((?:[^"\\]|\\[^])*)"/uy;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|([^]))/gu;
const QUOTED = /`([^`\n\r]+)`/uy;
const SHORT: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

/** What is not FEEL, or not the part of it that forms may use. */
export class FeelSyntax extends Error {}

const unescaped = (text: string): string =>
  text.replace(ESCAPE, (all, short?: string, long?: string, sign?: string) => {
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (Number.isNaN(code)) return SHORT[sign ?? ''] ?? all;
    if (code > 0x10ffff) throw new FeelSyntax();
    return String.fromCodePoint(code);
  });

export class Scanner {
  readonly source: string;
  position = 0;

  constructor(source: string) {
    this.source = source;
    this.moveTo(0);
  }

  fail(): never {
    throw new FeelSyntax(this.source);
  }

  private match(pattern: RegExp, position = this.position): RegExpExecArray | null {
    pattern.lastIndex = position;
    return pattern.exec(this.source);
  }

  get isAtEnd(): boolean {
    return this.position >= this.source.length;
  }

  moveTo(position: number): void {
    this.position = position + (this.match(BLANK, position)?.[0].length ?? 0);
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    const found = this.match(pattern);
    if (found) this.moveTo(this.position + found[0].length);
    return found;
  }

  sees(symbol: string): boolean {
    return this.source.startsWith(symbol, this.position);
  }

  accept(symbol: string): boolean {
    if (!this.sees(symbol)) return false;
    this.moveTo(this.position + symbol.length);
    return true;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) this.fail();
  }

  seesWord(word: string): boolean {
    return this.sees(word) && !this.match(CONTINUES, this.position + word.length);
  }

  acceptWord(word: string): boolean {
    return this.seesWord(word) && this.accept(word);
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) this.fail();
  }

  /** Take a name of several words with any blanks between them. */
  acceptWords(words: readonly string[]): boolean {
    const start = this.position;
    if (words.every((word) => this.acceptWord(word))) return true;
    this.position = start;
    return false;
  }

  number(): Decimal | null {
    const found = this.match(NUMBER);
    if (!found) return null;
    const end = this.position + found[0].length;
    const number = Decimal.read(found[0]);
    if (this.match(CONTINUES, end) || !number) return this.fail();
    this.moveTo(end);
    return number;
  }

  string(): string | null {
    if (!this.sees('"')) return null;
    const text = unescaped((this.take(STRING) ?? this.fail())[1] ?? '');
    return text.isWellFormed() && !text.includes('\0') ? text : this.fail();
  }

  quotedName(): string | null {
    return this.take(QUOTED)?.[1] ?? null;
  }

  identifier(): string | null {
    return this.take(IDENTIFIER)?.[0] ?? null;
  }

  /** Take a name, if it stands before this delimiter. */
  declaration(delimiter: string): string | null {
    const start = this.position;
    const name = this.identifier();
    if (name !== null && this.sees(delimiter)) return name;
    this.position = start;
    return null;
  }
}
