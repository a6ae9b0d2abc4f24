// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson, type JsonObject } from '@/shared/api';
import type { Held } from './edits';
import { useVariables } from './useVariables';
import { VariableTable } from './VariableTable';

const held: Held = {
  variables: parseJson(
    '{"amount": 4862.50, "ready": false, "firstDay": "2026-11-27"}',
  ) as JsonObject,
  variable_types: { firstDay: 'date' },
};

const Form = ({ readOnly = false }: { readOnly?: boolean }) => {
  const editor = useVariables(held);
  return (
    <MantineProvider>
      <VariableTable editor={editor} readOnly={readOnly} />
      <output>{stringifyJson(editor.changes())}</output>
    </MantineProvider>
  );
};
const sent = () => JSON.parse(screen.getByRole('status').textContent ?? '') as Held;

describe('the typed table', () => {
  it('shows a number digit by digit and sends what was changed', async () => {
    const user = userEvent.setup();
    render(<Form />);
    const amount = screen.getByLabelText('Amount');
    expect(amount).toHaveValue('4862.50');
    await user.clear(amount);
    await user.type(amount, '1e5x');
    expect(screen.getByText(/Digits only/)).toBeInTheDocument();
    expect(sent().variables).toEqual({});
    await user.clear(amount);
    await user.type(amount, '7');
    await user.click(screen.getByLabelText('Ready'));
    expect(sent()).toEqual({ variables: { amount: 7, ready: true }, variable_types: {} });
    await user.click(screen.getByRole('button', { name: 'Undo the change of Amount' }));
    expect(sent().variables).toEqual({ ready: true });
  });

  it('adds a value with a name and a type', async () => {
    const user = userEvent.setup();
    render(<Form />);
    await user.click(screen.getByRole('button', { name: 'Add a value' }));
    await user.type(screen.getByLabelText('Name of the new value'), 'pause');
    await user.selectOptions(screen.getByLabelText('Type of pause'), 'duration');
    await user.type(screen.getByLabelText('pause'), 'PT5M');
    expect(sent()).toEqual({ variables: { pause: 'PT5M' }, variable_types: { pause: 'duration' } });
  });

  it('only shows where nothing may be changed', () => {
    render(<Form readOnly />);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText('4862.50')).toBeInTheDocument();
    expect(screen.getByText('no')).toBeInTheDocument();
  });
});
