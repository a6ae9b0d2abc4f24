// @vitest-environment jsdom
import '../words';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, MeContext, type MeValue, type UserTask } from '@/shared/api';
import type { Order, TaskActions } from '../useTaskActions';
import { AddApprover } from './AddApprover';

const task = {
  id: 't1',
  name: 'Approve',
  activity_id: 'approve',
  excluded_users: ['eve'],
  revision: 3,
} as unknown as UserTask;

const carryOut = vi.fn<(order: Order) => Promise<unknown>>();
const onClose = vi.fn();
const people = {
  items: ['bob', 'eve'].map((username) => ({
    username,
    first_name: '',
    last_name: '',
    is_active: true,
  })),
};

const show = () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(['user-tasks', 'one', 't1'], task);
  const me = { username: 'alice', groups: [], permissions: [] } as unknown as MeValue;
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <MeContext value={me}>
          <AddApprover
            tasks={[task]}
            actions={{ carryOut } as unknown as TaskActions}
            onClose={onClose}
            onDone={onClose}
          />
        </MeContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
};

const fill = async (name: string) => {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('Person', { selector: 'input' }), name);
  expect(screen.getByRole('button', { name: 'Add' })).toBeDisabled();
  await user.type(screen.getByLabelText(/Reason/), 'A second look.');
  await user.click(screen.getByRole('button', { name: 'Add' }));
};

describe('adding an approver', () => {
  beforeEach(() => {
    carryOut.mockReset();
    onClose.mockReset();
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response(JSON.stringify(people), { headers: { 'Content-Type': 'application/json' } }),
      ),
    );
  });

  it('names one more person, with the reason', async () => {
    carryOut.mockResolvedValue(null);
    show();
    await fill('bob');
    const order = carryOut.mock.calls[0]?.[0];
    expect(order?.path).toBe('add-approver');
    expect(order?.body).toEqual({ username: 'bob', reason: 'A second look.' });
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('says beside the field why somebody cannot be one', async () => {
    const detail = 'bob is one of the approvers already.';
    const errors = [{ pointer: '/username', code: 'already_approver', detail }];
    const problem = { status: 422, code: 'already_approver', title: 't', detail: 'd', errors };
    carryOut.mockResolvedValue(new ApiProblem(problem, null));
    show();
    await fill('bob');
    expect(await screen.findByText(detail)).toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();
  });
});
