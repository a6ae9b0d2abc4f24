// @vitest-environment jsdom
import './words';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { expect, it, vi } from 'vitest';
import { api } from '@/shared/api';
import type { LibraryEntry } from './api';
import { Inside } from './Inside';

const entry = (key: string, text: string | null): LibraryEntry => ({
  id: key,
  kind: 'process',
  key,
  name: key,
  version: 1,
  folder: '',
  hits: text === null ? [] : [{ element_id: 'a', element_name: 'Step', found_in: 'name', text }],
  hit_count: text === null ? 0 : 1,
});

it('says what it has found so far and goes on when asked', async () => {
  const asked = vi.spyOn(api, 'post').mockImplementation((_path, body) => {
    const { cursor } = (body as { page: { cursor: string | null } }).page;
    return Promise.resolve(
      cursor === null
        ? { items: [entry('named-so', null)], page: { next_cursor: 'next' } }
        : { items: [entry('found', 'Pay the Bill')], page: { next_cursor: null } },
    );
  });
  const { container } = render(
    <MemoryRouter>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <Inside text="bill pay" />
        </MantineProvider>
      </QueryClientProvider>
    </MemoryRouter>,
  );

  await userEvent.click(await screen.findByRole('button', { name: 'Look through more models' }));

  expect(await screen.findByText('1 model holds it')).toBeTruthy();
  expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual([
    'Pay',
    'Bill',
  ]);
  expect(screen.queryByRole('button', { name: 'Look through more models' })).toBeNull();
  expect(asked).toHaveBeenCalledTimes(2);
});
