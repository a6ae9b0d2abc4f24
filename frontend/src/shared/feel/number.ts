/** Numbers of FEEL: exact decimals, rounded to 34 digits half to even (Decimal128, DMN 1.5 §10.3.2.3). */

const DIGITS = 34;
const LARGEST_EXPONENT = 6144;
/** Of the last digit of the number next to zero. */
const SMALLEST_PLACE = 6176;
const PARTS = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/;

/** What has no result, such as a division by zero or a number that is too large: null to FEEL. */
export class NoNumber extends Error {}

export type Rounding = 'even' | 'halfUp' | 'halfDown' | 'up' | 'down' | 'floor' | 'ceiling';

const power = (exponent: number): bigint => 10n ** BigInt(exponent);
const size = (value: bigint): bigint => (value < 0n ? -value : value);
const digitsOf = (units: bigint): number => size(units).toString().length;

/** Divide whole numbers and round the quotient. */
const quotient = (dividend: bigint, divisor: bigint, mode: Rounding): bigint => {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [above, below] = [size(dividend), size(divisor)];
  const whole = above / below;
  const rest = above % below;
  if (rest === 0n) return isNegative ? -whole : whole;
  const half = rest * 2n < below ? -1 : rest * 2n > below ? 1 : 0;
  const isAway: Record<Rounding, boolean> = {
    even: half > 0 || (half === 0 && whole % 2n === 1n),
    halfUp: half >= 0,
    halfDown: half > 0,
    up: true,
    down: false,
    floor: isNegative,
    ceiling: !isNegative,
  };
  const rounded = isAway[mode] ? whole + 1n : whole;
  return isNegative ? -rounded : rounded;
};

/** `units · 10^-scale`; the scale may be negative. */
export class Decimal {
  readonly units: bigint;
  readonly scale: number;

  constructor(units: bigint, scale = 0) {
    this.units = units;
    this.scale = units === 0n ? 0 : scale;
  }

  static of(whole: number | bigint): Decimal {
    return new Decimal(BigInt(whole));
  }

  /** Read a number; null where the text is none, or none that a Decimal128 holds. */
  static read(text: string): Decimal | null {
    const found = PARTS.exec(text);
    const [, sign = '', whole = '', part = '', exponent = '0'] = found ?? [];
    if (!found || whole + part === '') return null;
    const units = BigInt(whole + part);
    const number = new Decimal(sign === '-' ? -units : units, part.length - Number(exponent));
    try {
      return number.rounded().compare(number) === 0 ? number.rounded() : null;
    } catch (error) {
      if (error instanceof NoNumber) return null;
      throw error;
    }
  }

  /** As a Decimal128 holds it. */
  rounded(): Decimal {
    if (this.units === 0n) return this;
    const surplus = Math.max(digitsOf(this.units) - DIGITS, this.scale - SMALLEST_PLACE);
    const kept =
      surplus > 0
        ? new Decimal(quotient(this.units, power(surplus), 'even'), this.scale - surplus)
        : this;
    if (digitsOf(kept.units) - 1 - kept.scale > LARGEST_EXPONENT) throw new NoNumber();
    return kept.plain();
  }

  /** Without zeros at its end, so that equal numbers are written alike. */
  private plain(): Decimal {
    const text = this.units.toString();
    const zeros = text.length - text.replace(/0+$/, '').length;
    return zeros === 0 || this.units === 0n
      ? this
      : new Decimal(this.units / power(zeros), this.scale - zeros);
  }

  private aligned(other: Decimal): [bigint, bigint, number] {
    const scale = Math.max(this.scale, other.scale);
    return [
      this.units * power(scale - this.scale),
      other.units * power(scale - other.scale),
      scale,
    ];
  }

  plus(other: Decimal): Decimal {
    const [left, right, scale] = this.aligned(other);
    return new Decimal(left + right, scale).rounded();
  }

  minus(other: Decimal): Decimal {
    return this.plus(other.negated());
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.units * other.units, this.scale + other.scale).rounded();
  }

  over(other: Decimal): Decimal {
    if (other.units === 0n) throw new NoNumber();
    // One digit more than is kept, and a last one that says whether anything is left behind it.
    const places = Math.max(0, DIGITS + 2 + digitsOf(other.units) - digitsOf(this.units));
    const dividend = this.units * power(places);
    const exact = dividend / other.units;
    const isExact = exact * other.units === dividend;
    const sticky = dividend < 0n !== other.units < 0n ? -1n : 1n;
    const units = isExact ? exact * 10n : exact * 10n + sticky;
    return new Decimal(units, this.scale - other.scale + places + 1).rounded();
  }

  /** The remainder, which has the sign of the divisor. */
  modulo(other: Decimal): Decimal {
    if (other.units === 0n) throw new NoNumber();
    const [left, right, scale] = this.aligned(other);
    const rest = left % right;
    const isOpposed = rest !== 0n && rest < 0n !== right < 0n;
    return new Decimal(isOpposed ? rest + right : rest, scale).rounded();
  }

  /** With so many digits behind the point at most. */
  toPlaces(places: number, mode: Rounding): Decimal {
    if (this.scale <= places) return this;
    const divisor = power(this.scale - places);
    return new Decimal(quotient(this.units, divisor, mode), places).rounded();
  }

  negated(): Decimal {
    return new Decimal(-this.units, this.scale);
  }

  abs(): Decimal {
    return new Decimal(size(this.units), this.scale);
  }

  /** Negative, zero or positive. */
  compare(other: Decimal): number {
    const [left, right] = this.aligned(other);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  get isWhole(): boolean {
    return this.scale <= 0 || this.units % power(this.scale) === 0n;
  }

  /** Its whole part, cut off towards zero. */
  toBigInt(): bigint {
    return this.scale <= 0 ? this.units * power(-this.scale) : this.units / power(this.scale);
  }

  /** Its whole part; not exact beyond what a double holds, where it only has to be large. */
  toInteger(): number {
    return Number(this.toBigInt());
  }

  /** Without exponent and without zeros at its end. */
  toString(): string {
    const number = this.plain();
    if (number.scale <= 0) return (number.units * power(-number.scale)).toString();
    const digits = size(number.units)
      .toString()
      .padStart(number.scale + 1, '0');
    const point = digits.length - number.scale;
    return `${number.units < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  }
}
