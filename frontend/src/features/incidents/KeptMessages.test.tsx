// @vitest-environment jsdom
import './words';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';
import { api, ApiProblem, MeContext, type KeptMessage, type MeValue } from '@/shared/api';
import { KeptMessages } from './KeptMessages';

const message: KeptMessage = {
  id: 'm1',
  name: 'paid',
  correlation_key: '17',
  business_key: null,
  process_instance_id: null,
  definition_key: null,
  activity_id: null,
  sent_by: 'shop',
  sent_at: '2026-01-01T10:00:00Z',
  expires_at: '2026-01-02T10:00:00Z',
  discarded_at: null,
  discarded_by: null,
  discard_reason: null,
};
const gone: KeptMessage = {
  ...message,
  id: 'm2',
  name: 'late',
  discarded_at: '2026-01-01T11:00:00Z',
  discarded_by: 'olga',
  discard_reason: 'Sent twice.',
};

const show = (permissions: string[], discard: () => Promise<unknown> = () => Promise.resolve()) => {
  vi.spyOn(api, 'post').mockImplementation((path) =>
    path === '/kept-messages/search'
      ? Promise.resolve({ items: [message, gone], page: { next_cursor: null, total: 2 } })
      : discard(),
  );
  const me = { username: 'olga', permissions, permissions_on: {} } as unknown as MeValue;
  return render(
    <MemoryRouter>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <Notifications />
          <MeContext value={me}>
            <KeptMessages choice={null} />
          </MeContext>
        </MantineProvider>
      </QueryClientProvider>
    </MemoryRouter>,
  );
};

const discards = () => vi.mocked(api.post).mock.calls.filter(([path]) => path.endsWith('/discard'));

beforeEach(() => vi.restoreAllMocks());

it('lists what nobody has received, and discards it with a reason', async () => {
  const user = userEvent.setup();
  show(['process_instance.operate']);

  expect(await screen.findByText('paid')).toBeTruthy();
  expect(vi.mocked(api.post).mock.calls[0]?.[1]).toEqual({
    filter: {},
    page: { limit: 100, cursor: null },
    include_total: true,
  });
  expect(screen.getByText('Discarded by olga: Sent twice.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Discard late' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Discard paid' }));
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Discard' });
  expect(button.disabled).toBe(true);
  await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'Wrong system. ');
  await user.click(button);

  expect(await screen.findByText('paid is discarded')).toBeTruthy();
  expect(discards()[0]?.slice(0, 2)).toEqual([
    '/kept-messages/m1/discard',
    { reason: 'Wrong system.' },
  ]);
});

it('says who was faster', async () => {
  const user = userEvent.setup();
  const code = 'kept_message_discarded';
  const faster = { status: 409, code, title: 'Conflict', detail: 'bob has discarded it.' };
  show(['process_instance.operate'], () => Promise.reject(new ApiProblem(faster, null)));
  await user.click(await screen.findByRole('button', { name: 'Discard paid' }));
  await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'x');
  await user.click(screen.getByRole('button', { name: 'Discard' }));

  expect(await screen.findByText(/bob has discarded it/)).toBeTruthy();
});

it('offers nothing to who only reads', async () => {
  show(['process_instance.read']);

  expect(await screen.findByText('paid')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Discard paid' })).toBeNull();
});
