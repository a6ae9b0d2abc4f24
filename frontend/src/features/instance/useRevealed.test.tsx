// @vitest-environment jsdom
import './words';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { useVariables, VariableTable, type Held } from '@/shared/variables';
import { useRevealed } from './useRevealed';

const HELD: Held = {
  variables: { iban: null, city: 'Ulm' },
  variable_types: {},
  secret_variables: ['iban'],
};

const Table = ({ mayReveal }: { mayReveal: boolean }) => {
  const { shown, onReveal, dialog } = useRevealed(HELD, {
    instanceId: 'one',
    visit: null,
    mayReveal,
  });
  const editor = useVariables(shown);
  return (
    <>
      <VariableTable editor={editor} technical onReveal={onReveal} />
      {dialog}
      <output>{JSON.stringify(editor.changes().variables)}</output>
    </>
  );
};

const show = (mayReveal: boolean) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <Table mayReveal={mayReveal} />
      </MantineProvider>
    </QueryClientProvider>,
  );

afterEach(() => vi.unstubAllGlobals());

it('shows dots for a secret value and asks why before it is revealed', async () => {
  const user = userEvent.setup();
  const answer = { name: 'iban', value: 'DE89', variable_types: {} };
  const asked = vi.fn(() => Promise.resolve(Response.json(answer)));
  vi.stubGlobal('fetch', asked);
  show(true);
  expect(screen.getByText('secret')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Reveal Iban…' }));
  // The dialog is loaded when it is asked for.
  const confirm = await screen.findByRole('button', { name: 'Reveal' }, { timeout: 10_000 });
  expect(confirm).toBeDisabled();
  await user.type(screen.getByRole('textbox', { name: /Reason/ }), 'The bank asked.');
  await user.click(confirm);
  expect(await screen.findByDisplayValue('DE89')).toBeInTheDocument();
  expect(JSON.stringify(asked.mock.calls)).toContain(
    '/process-instances/one/variables/iban/reveal',
  );
  expect(screen.queryByText('secret')).toBeNull();
  expect(screen.getByRole('status')).toHaveTextContent('{}');
});

it('lets who may not look type another value, and sends nothing before', async () => {
  const user = userEvent.setup();
  show(false);
  expect(screen.queryByRole('button', { name: /Reveal/ })).toBeNull();
  expect(screen.getByRole('status')).toHaveTextContent('{}');
  await user.click(screen.getByRole('button', { name: 'New value for Iban' }));
  await user.type(screen.getByLabelText('Iban'), 'DE1');
  expect(screen.getByRole('status')).toHaveTextContent('{"iban":"DE1"}');
  await user.click(screen.getByRole('button', { name: 'Undo the change of Iban' }));
  expect(screen.getByText('secret')).toBeInTheDocument();
});
