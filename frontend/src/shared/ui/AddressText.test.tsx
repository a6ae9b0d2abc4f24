// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createRef } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { AddressText } from './AddressText';

afterEach(cleanup);

const draw = (
  text: string,
  onText: (text: string) => void,
  box = createRef<HTMLInputElement>(),
) => (
  <MantineProvider>
    <AddressText box={box} aria-label="Search" text={text} onText={onText} />
  </MantineProvider>
);

test('an address that comes later takes no letter away', () => {
  const onText = vi.fn();
  const box = createRef<HTMLInputElement>();
  const { rerender } = render(draw('', onText, box));
  const field = screen.getByLabelText<HTMLInputElement>('Search');
  field.focus();
  fireEvent.change(field, { target: { value: 'TO' } });
  rerender(draw('T', onText, box));
  expect(field.value).toBe('TO');
  expect(onText).toHaveBeenLastCalledWith('TO');
});

test('an address that changes by itself is shown', () => {
  const box = createRef<HTMLInputElement>();
  const { rerender } = render(draw('TOUR', vi.fn(), box));
  rerender(draw('', vi.fn(), box));
  expect(screen.getByLabelText<HTMLInputElement>('Search').value).toBe('');
});
