// @vitest-environment jsdom
import './words';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  api,
  ApiProblem,
  MeContext,
  type MeValue,
  type NotificationSettings,
  type UserTask,
} from '@/shared/api';
import { TaskMenu } from './TaskMenu';
import type { TaskActions } from './useTaskActions';

// What the server writes into the page for a person who chose a zone.
vi.hoisted(() => void (document.documentElement.dataset.timeZone = 'Europe/Lisbon'));

const task = {
  id: 't1',
  process_instance_id: 'i1',
  definition_key: 'buy',
  definition_name: 'Purchase',
  state: 'open',
} as unknown as UserTask;

const settings: NotificationSettings = {
  choices: [],
  quiet_from: null,
  quiet_until: null,
  digest_hour: 8,
  time_zone: 'Asia/Tokyo',
  muted_processes: ['travel'],
  email: 'alice@example.org',
  mail_problem: '',
  revision: 4,
};

const put = vi.fn<typeof api.put>();
const user = userEvent.setup();

const mute = async () => {
  const me = { username: 'alice', groups: [], permissions: [] } as unknown as MeValue;
  render(
    <MantineProvider env="test">
      <Notifications />
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <MeContext value={me}>
            <TaskMenu task={task} actions={{} as TaskActions} ask={vi.fn()} />
          </MeContext>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
  await user.click(screen.getByRole('button', { name: 'More actions' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Mute this process' }));
};

describe('muting the process of a task', () => {
  beforeEach(() => {
    put.mockReset();
    put.mockImplementation((_, body) => Promise.resolve({ ...settings, ...(body as object) }));
    vi.spyOn(api, 'put').mockImplementation(put);
  });

  it('adds it to what is muted, says so by its name and can be undone', async () => {
    vi.spyOn(api, 'get').mockResolvedValue(settings);
    await mute();
    expect(await screen.findByText('You hear nothing more of Purchase')).toBeInTheDocument();
    const [path, body, options] = put.mock.calls[0] ?? [];
    expect(path).toBe('/me/notification-settings');
    expect(body).toMatchObject({ muted_processes: ['travel', 'buy'], time_zone: 'Asia/Tokyo' });
    expect(body).not.toHaveProperty('email');
    expect(options).toEqual({ ifMatch: 4 });

    vi.spyOn(api, 'get').mockResolvedValue({ ...settings, muted_processes: ['travel', 'buy'] });
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('You hear of Purchase again')).toBeInTheDocument();
    expect(put.mock.calls[1]?.[1]).toMatchObject({ muted_processes: ['travel'] });
  });

  it('keeps the zone of the page for who has chosen nothing yet', async () => {
    vi.spyOn(api, 'get').mockResolvedValue({ ...settings, time_zone: 'UTC', revision: 0 });
    await mute();
    await screen.findAllByText('You hear nothing more of Purchase');
    expect(put.mock.calls[0]?.[1]).toMatchObject({ time_zone: 'Europe/Lisbon' });
  });

  it('says why where somebody was faster', async () => {
    vi.spyOn(api, 'get').mockResolvedValue(settings);
    const problem = { status: 412, code: 'stale', title: 'Stale', detail: 'It was changed.' };
    put.mockRejectedValue(new ApiProblem(problem, null));
    await mute();
    expect(await screen.findByText(/It could not be muted/)).toBeInTheDocument();
  });
});
