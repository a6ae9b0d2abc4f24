/**
 * JSON without rounding: a number that a double cannot hold digit by digit stays an `ExactNumber`. The engine's own
 * parser is used, because it alone keeps every member name (`__proto__` too).
 */
interface ParseContext {
  source?: string;
}
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: ParseContext) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const exact = JSON as unknown as ExactJson;

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A number as its digits. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    if (!NUMBER.test(text)) throw new SyntaxError(`not a JSON number: ${text}`);
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): unknown {
    return exact.rawJSON(this.text);
  }
}

export type Json =
  null | boolean | number | string | ExactNumber | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** Make a number of its digits: a plain one where nothing is lost, else an `ExactNumber`. */
export const exactNumber = (text: string): number | ExactNumber => {
  const double = Number(text);
  return String(double) === text ? double : new ExactNumber(text);
};

/** Tell whether text is a JSON number. */
export const isNumberText = (text: string): boolean => NUMBER.test(text);

/** Parse JSON text; numbers that would change as a double keep their digits. */
export const parseJson = (text: string): Json =>
  exact.parse(text, (_key, value, context) => {
    if (typeof value !== 'number') return value;
    if (context?.source === undefined)
      throw new Error('This browser is too old: it rounds long numbers.');
    return exactNumber(context.source);
  }) as Json;

/** Write JSON text; kept digits are written as they were. */
export const stringifyJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent) ?? 'null';

export const isNumber = (value: unknown): value is number | ExactNumber =>
  typeof value === 'number' || value instanceof ExactNumber;

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof ExactNumber);
