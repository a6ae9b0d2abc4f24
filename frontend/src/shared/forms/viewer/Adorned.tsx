/** @jsxImportSource preact */
import { useSingleLineTemplateEvaluation } from '@bpmn-io/form-js-viewer';
import type { ComponentChildren } from 'preact';
import type { Field } from './field';

interface Props {
  field: Field;
  disabled: boolean;
  readonly: boolean;
  children: ComponentChildren;
}

const Adornment = ({ text, side }: { text: string | undefined; side: string }) => {
  const words: unknown = useSingleLineTemplateEvaluation(text ?? '', { debug: true });
  if (typeof words !== 'string' || words === '') return null;
  return (
    <span class={`fjs-input-adornment ${side}`}>
      <span class="fjs-input-adornment-text">{words}</span>
    </span>
  );
};

/** An input between the texts that its author put before and after it. */
export const Adorned = ({ field, disabled, readonly, children }: Props) => (
  <div
    class={`fjs-input-group ${disabled ? 'fjs-disabled' : ''} ${readonly ? 'fjs-readonly' : ''}`}
  >
    <Adornment text={field.appearance?.prefixAdorner} side="border-right border-radius-left" />
    {children}
    <Adornment text={field.appearance?.suffixAdorner} side="border-left border-radius-right" />
  </div>
);
