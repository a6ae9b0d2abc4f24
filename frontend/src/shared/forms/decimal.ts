/** Exact decimals out of text, for bounds and steps of number fields; a double would round long ones. */
const PARTS = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/;

/** `units · 10^-scale`; the scale is never negative. */
export interface Decimal {
  units: bigint;
  scale: number;
}

/** Read a decimal; null where the text is none. */
export const decimalOf = (text: string): Decimal | null => {
  const found = PARTS.exec(text.trim());
  if (!found || ((found[2] ?? '') === '' && (found[3] ?? '') === '')) return null;
  const [, sign, whole = '', part = '', exponent = '0'] = found;
  let digits = BigInt(`${whole}${part}` || '0');
  let scale = part.length - Number(exponent);
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return { units: sign === '-' ? -digits : digits, scale };
};

const align = (a: Decimal, b: Decimal): [bigint, bigint] => {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale)];
};

/** Negative, zero or positive, as `a` is below, equal to or above `b`. */
export const compare = (a: Decimal, b: Decimal): number => {
  const [left, right] = align(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Tell whether `a` is a whole multiple of `step`. */
export const isMultiple = (a: Decimal, step: Decimal): boolean => {
  const [left, right] = align(a, step);
  return right !== 0n && left % right === 0n;
};

/** The number of digits after the point that count: 1.50 has one. */
export const decimalDigits = ({ units, scale }: Decimal): number => {
  let rest = units;
  let digits = scale;
  while (digits > 0 && rest % 10n === 0n) {
    rest /= 10n;
    digits -= 1;
  }
  return digits;
};

/** The digits that a store must keep, without zeros at either end. */
export const significantDigits = ({ units }: Decimal): number =>
  units.toString().replace('-', '').replace(/0+$/, '').length;

/** Tell whether two texts are the same number; texts that are none are never. */
export const sameNumber = (a: string, b: string): boolean => {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  return left !== null && right !== null && compare(left, right) === 0;
};
