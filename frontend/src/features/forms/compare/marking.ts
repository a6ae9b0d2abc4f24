/** A form as it is drawn to be compared: with all of it, and a place for every mark. */
import { childrenOf, type FormComponent, type FormSchema } from '@/shared/forms';

/** Components that are drawn without an id of their own. */
export const NAMELESS = new Set([
  'text',
  'html',
  'image',
  'separator',
  'spacer',
  'table',
  'expression',
]);

/** A component that is always shown: what is hidden at first may be just what differs. */
const arrange = (component: FormComponent, marked: ReadonlySet<string>): FormComponent => {
  const { id, type, layout, components: _inner, conditional: _hides, ...rest } = component;
  const inner = childrenOf(component).map((one) => arrange(one, marked));
  const all: FormComponent = {
    ...rest,
    id: id ?? '',
    type,
    ...(layout !== undefined && { layout }),
    ...(inner.length > 0 && { components: inner }),
  };
  if (!NAMELESS.has(type) || typeof id !== 'string' || !marked.has(id)) return all;
  return {
    type: 'group',
    id,
    components: [within(all, id)],
    ...(layout !== undefined && { layout }),
  };
};

/** A component inside a frame that takes its id and its place in the row. */
const within = ({ layout: _layout, ...component }: FormComponent, id: string): FormComponent => ({
  ...component,
  type: component.type,
  id: `${id}_inside`,
});

/** The form with nothing hidden, and with a frame around what could not be marked otherwise. */
export const arranged = (schema: FormSchema, marked: ReadonlySet<string>): FormSchema => ({
  ...schema,
  components: schema.components.map((one) => arrange(one, marked)),
});

/** Where a component is drawn; null where it is not, as buttons are not. */
export const placeOf = (host: ParentNode, id: string): HTMLElement | null => {
  const end = `-${CSS.escape(id)}`;
  const own = host.querySelector(
    ['', '-date', '-time', '-0', '-display', '-search']
      .map((rest) => `[id$="${end}${rest}"]`)
      .join(','),
  );
  return own?.closest<HTMLElement>('.fjs-element') ?? null;
};
