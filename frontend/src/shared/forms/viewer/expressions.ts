/** FEEL in the viewer by our own evaluator: the numbers are as exact as the server's, and so are the answers. */
import { FeelersTemplating, FeelExpressionLanguage } from '@bpmn-io/form-js-viewer';
import { Decimal, evaluate, fillTemplate, isContext, isFeel, textOf } from '@/shared/feel';
import type { Data, Feel } from '@/shared/feel';
import { heldNumber, type LongNumbers } from '../values';

/** A value of the viewer as FEEL reads it; long numbers are held as text. */
const intoFeel = (value: unknown, long: LongNumbers): Feel => {
  if (typeof value === 'number') return Decimal.read(String(value));
  if (typeof value === 'string') return long.has(value) ? Decimal.read(value) : value;
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => intoFeel(item, long));
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, intoFeel(item, long)]),
  );
};

/** What FEEL computed as the viewer holds it: dates and durations are text, as in JSON. */
const outOfFeel = (value: Feel, long: LongNumbers): unknown => {
  if (value instanceof Decimal) return heldNumber(value.toString(), long);
  if (Array.isArray(value)) return value.map((item) => outOfFeel(item, long));
  if (isContext(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, outOfFeel(item, long)]),
    );
  return value === null || typeof value === 'boolean' ? value : textOf(value);
};

const valueOf = (source: string, data: Data, long: LongNumbers): Feel => {
  const lookUp = (name: string) =>
    Object.hasOwn(data, name) ? intoFeel(data[name], long) : undefined;
  return evaluate(source, { lookUp, now: new Date() });
};

export class ExactExpressions extends FeelExpressionLanguage {
  static override $inject = ['eventBus', 'longNumbers'];
  private readonly long: LongNumbers;

  constructor(eventBus: unknown, long: LongNumbers) {
    super(eventBus);
    this.long = long;
  }

  override evaluate(expression: string, data: Data = {}): unknown {
    if (!this.isExpression(expression)) return null;
    return outOfFeel(valueOf(expression.slice(1), data, this.long), this.long);
  }

  /** A condition holds where it is true, as on the server; the library takes an unknown one for true as well. */
  override evaluateUnaryTest(expression: string, data: Data = {}): boolean | null {
    return this.isExpression(expression) ? this.evaluate(expression, data) === true : null;
  }
}

interface Options {
  buildDebugString?: (error: Error) => string;
  sanitizer?: (text: string) => string;
}

export class ExactTemplating extends FeelersTemplating {
  static override $inject = ['longNumbers'];
  private readonly long: LongNumbers;

  constructor(long: LongNumbers) {
    super();
    this.long = long;
  }

  override evaluate(template: string, data: Data = {}, options: Options = {}): string {
    const { buildDebugString = () => ' {{⚠}} ', sanitizer = (text: string) => text } = options;
    return fillTemplate(template, data, {
      value: (feel, scope) => outOfFeel(valueOf(feel, scope, this.long), this.long),
      text: (feel, scope) => {
        if (!isFeel(feel)) return buildDebugString(new Error(feel));
        const text = valueOf(`string(${feel})`, scope, this.long);
        return text === null ? '' : sanitizer(textOf(text));
      },
    });
  }
}
