import { TextInput, type TextInputProps } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { useEffect, useRef, type RefObject } from 'react';

interface Props extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange' | 'ref'> {
  box?: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
}

/**
 * A box whose text the address of the page keeps. The address follows later than people type: while
 * they do, the box is not told what the address says, or letters would be lost.
 */
export const AddressText = ({ box, text, onText, ...rest }: Props) => {
  const own = useRef<HTMLInputElement>(null);
  const ref = useMergedRef(box, own);
  useEffect(() => {
    const field = own.current;
    if (field && field !== document.activeElement && field.value !== text) field.value = text;
  }, [text]);
  return (
    <TextInput
      {...rest}
      ref={ref}
      defaultValue={text}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
};
