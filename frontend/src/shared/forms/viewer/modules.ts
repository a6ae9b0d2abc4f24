/** Parts of the viewer that we put in the place of its own. */
import { FeelExpressionLanguage, type FormFields } from '@bpmn-io/form-js-viewer';
import { i18next } from '@/shared/i18n';
import { pointerOf, type LongNumbers, type Path } from '../values';
import { DateTimeField } from './DateTimeField';
import type { Field } from './field';
import { FileField } from './FileField';
import { filesFault, ownFault, translated } from './messages';
import { NumberField } from './NumberField';
import { speakForViewer } from './ownWords';

type Context = Record<string, unknown>;

/** Make numbers of the texts that stand for long ones: an expression compares numbers, and may round them. */
const withNumbers = (value: unknown, long: LongNumbers): unknown => {
  if (typeof value === 'string') return long.has(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map((item) => withNumbers(item, long));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withNumbers(item, long)]),
  );
};

class NumericExpressions extends FeelExpressionLanguage {
  static override $inject = ['eventBus', 'longNumbers'];
  private readonly long: LongNumbers;

  constructor(eventBus: unknown, long: LongNumbers) {
    super(eventBus);
    this.long = long;
  }

  private numbers(data: Context): Context {
    return this.long.size > 0 ? (withNumbers(data, this.long) as Context) : data;
  }

  override evaluate(expression: string, data: Context = {}): unknown {
    return super.evaluate(expression, this.numbers(data));
  }

  /** A condition holds where it is true, as on the server; the library takes an unknown one for true as well. */
  override evaluateUnaryTest(expression: string, data: Context = {}): boolean | null {
    return this.isExpression(expression) ? this.evaluate(expression, data) === true : null;
  }
}

interface Checked {
  id: string;
  valuePath: Path;
}
interface Checker {
  validateFieldInstance: (instance: Checked, value: unknown) => string[];
}
interface Fields {
  get: (id: string) => Field | undefined;
}

/** What the server said of a field, and of which value; it holds until the value is another one. */
export type Refusals = Map<string, { value: unknown; details: string[] }>;

/** Check first what the viewer does not, say its own sentences in our words, and keep to what the server said. */
const speakOurWords = (
  validator: Checker,
  fields: Fields,
  refusals: Refusals,
  uploads: ReadonlyMap<string, number>,
): object => {
  const check = validator.validateFieldInstance.bind(validator);
  const faultOf = (field: Field, value: unknown) =>
    field.type === 'filepicker'
      ? filesFault(field, value, uploads.get(field.id) ?? 0)
      : ownFault(field, value);
  validator.validateFieldInstance = (instance, value) => {
    const field = fields.get(instance.id);
    const own = field ? faultOf(field, value) : null;
    const faults = own === null ? check(instance, value).map(translated) : [own];
    const refused = refusals.get(pointerOf(instance.valuePath));
    return faults.length > 0 || !refused || refused.value !== value ? faults : refused.details;
  };
  return {};
};

const drawOurFields = (formFields: FormFields): object => {
  speakForViewer();
  formFields.register('number', NumberField);
  formFields.register('datetime', DateTimeField);
  formFields.register('filepicker', FileField);
  return {};
};

const injected = <T extends object>(make: T, ...needs: string[]) =>
  Object.assign(make, { $inject: needs });

/** Our own fields in the place of some of the library's. */
export const ourFields = {
  __init__: ['drawOurFields'],
  longNumbers: ['value', new Set<string>()],
  uploads: ['value', new Map<string, number>()],
  speech: ['value', { locale: i18next.language }],
  drawOurFields: ['factory', injected(drawOurFields, 'formFields')],
};

/** What every form of ours is drawn and checked with. */
export const ourModule = (long: LongNumbers, refusals: Refusals, locale: string) => ({
  ...ourFields,
  __init__: ['speakOurWords', 'drawOurFields'],
  longNumbers: ['value', long],
  uploads: ['value', new Map<string, number>()],
  speech: ['value', { locale }],
  refusals: ['value', refusals],
  expressionLanguage: ['type', NumericExpressions],
  speakOurWords: [
    'factory',
    injected(speakOurWords, 'validator', 'formFieldRegistry', 'refusals', 'uploads'),
  ],
});
