/** What the pages need to know of a form's schema; the rest is the viewer's. */
import { isJsonObject, type Json, type JsonObject } from '@/shared/api';

export interface FormComponent extends JsonObject {
  type: string;
}

export interface FormSchema extends JsonObject {
  components: FormComponent[];
}

const isComponent = (value: Json): value is FormComponent =>
  isJsonObject(value) && typeof value.type === 'string';

/** Tell a form's schema from anything else that a server may send in its place. */
export const isFormSchema = (value: Json | undefined): value is FormSchema =>
  isJsonObject(value) && Array.isArray(value.components) && value.components.every(isComponent);

/** Components inside one that may hold some. */
export const childrenOf = (component: JsonObject): FormComponent[] =>
  Array.isArray(component.components) ? component.components.filter(isComponent) : [];

/** Every component of a form, outer ones first. */
export const allComponents = (parent: JsonObject): FormComponent[] =>
  childrenOf(parent).flatMap((component) => [component, ...allComponents(component)]);

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

/** One button that ends the form; `value` is null where the form has only one way out. */
export interface Outcome {
  value: string | null;
  label: string | null;
}

/** The ways out of a form, in the order in which it names them. */
export const outcomesOf = (schema: FormSchema): Outcome[] =>
  allComponents(schema)
    .filter(({ type, action }) => type === 'button' && (action ?? 'submit') === 'submit')
    .map((button) => ({
      value: isJsonObject(button.properties) ? textOf(button.properties.outcome) : null,
      label: textOf(button.label),
    }));

/** The form without its buttons: the page draws them in its action bar. */
export const withoutButtons = <T extends JsonObject>(component: T): T =>
  Array.isArray(component.components)
    ? {
        ...component,
        components: childrenOf(component)
          .filter(({ type }) => type !== 'button')
          .map(withoutButtons),
      }
    : component;
