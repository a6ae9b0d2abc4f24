/** Numbers as people of a language write them, without a detour over a double. */
import { decimalOf } from './decimal';

interface Separators {
  group: string;
  decimal: string;
}

const separatorsOf = (locale: string): Separators => {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1234567.8);
  const part = (type: string, fallback: string) =>
    parts.find((one) => one.type === type)?.value ?? fallback;
  return { group: part('group', ','), decimal: part('decimal', '.') };
};

const escape = (sign: string) => sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const SPACES = /[\s\u00a0\u202f'’]/g;
const PLAIN = /^(-?)0*(\d*)(?:\.(\d*))?([eE][+-]?\d{1,5})?$/;

/**
 * Read what was typed as the text of a JSON number; null where it is no number.
 *
 * Groups must be whole ("4,862.50"), so that a comma meant as a point is refused and not swallowed.
 */
export const readNumber = (typed: string, locale: string): string | null => {
  const { group, decimal } = separatorsOf(locale);
  let text = typed.trim().replace(SPACES, '').replace('−', '-');
  const grouped = new RegExp(`^-?\\d{1,3}(?:${escape(group)}\\d{3})+(?:${escape(decimal)}\\d*)?$`);
  if (grouped.test(text)) text = text.replaceAll(group, '');
  if (decimal !== '.') text = text.replace(decimal, '.');
  const found = PLAIN.exec(text);
  if (!found) return null;
  const [, sign = '', whole = '', part = '', exponent = ''] = found;
  if (whole === '' && part === '' && !/\d/.test(text)) return null;
  return `${sign}${whole || '0'}${part && `.${part}`}${exponent}`;
};

/** Show the text of a number in groups, with at least so many digits after the point. */
export const showNumber = (text: string, locale: string, digits = 0): string => {
  const number = decimalOf(text);
  if (number === null) return text;
  const { group, decimal } = separatorsOf(locale);
  const units = number.units
    .toString()
    .replace('-', '')
    .padStart(number.scale + 1, '0');
  const whole = units.slice(0, units.length - number.scale);
  const part = units
    .slice(units.length - number.scale)
    .replace(/0+$/, '')
    .padEnd(digits, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, group);
  return `${number.units < 0n ? '-' : ''}${grouped}${part && `${decimal}${part}`}`;
};

/** The text to edit: the number's digits with the language's own point, without groups. */
export const editNumber = (text: string, locale: string): string =>
  decimalOf(text) === null ? text : text.replace('.', separatorsOf(locale).decimal);
