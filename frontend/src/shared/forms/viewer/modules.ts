/** Parts of the viewer that we put in the place of its own. */
import type { FormFields } from '@bpmn-io/form-js-viewer';
import { i18next } from '@/shared/i18n';
import { pointerOf, type LongNumbers, type Path } from '../values';
import { DateTimeField } from './DateTimeField';
import { ExactExpressions, ExactTemplating } from './expressions';
import type { Field } from './field';
import { FileField } from './FileField';
import { filesFault, ownFault, translated } from './messages';
import { NumberField } from './NumberField';
import { speakForViewer } from './ownWords';

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
  expressionLanguage: ['type', ExactExpressions],
  templating: ['type', ExactTemplating],
  speakOurWords: [
    'factory',
    injected(speakOurWords, 'validator', 'formFieldRegistry', 'refusals', 'uploads'),
  ],
});
