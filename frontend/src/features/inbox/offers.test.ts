import { describe, expect, it } from 'vitest';
import type { UserTask } from '@/shared/api';
import { fit, offers } from './offers';

const task = (more: Partial<UserTask>): UserTask =>
  ({
    id: 't',
    state: 'open',
    suspended: false,
    assignee: null,
    can_assign: false,
    can_delegate: false,
    can_change: false,
    ...more,
  }) as UserTask;

describe('what is offered', () => {
  it('is what the server allows', () => {
    expect(offers(task({ can_assign: true }), 'assign', 'ada')).toBe(true);
    expect(offers(task({}), 'assign', 'ada')).toBe(false);
    expect(offers(task({ can_change: true }), 'due', 'ada')).toBe(true);
    expect(offers(task({ can_delegate: true }), 'delegate', 'ada')).toBe(true);
  });

  it('lets who holds a task bring others to it', () => {
    expect(offers(task({ assignee: 'ada' }), 'candidates', 'ada')).toBe(true);
    expect(offers(task({ assignee: 'bob' }), 'candidates', 'ada')).toBe(false);
    expect(offers(task({ assignee: 'ada', suspended: true }), 'candidates', 'ada')).toBe(false);
  });

  it('keeps for several tasks what makes sense for several', () => {
    const two = [task({ id: 'a', can_assign: true, can_delegate: true }), task({ id: 'b' })];
    expect(fit(two, 'assign', 'ada').map(({ id }) => id)).toEqual(['a']);
    expect(fit(two, 'delegate', 'ada')).toEqual([]);
    expect(fit(two.slice(0, 1), 'delegate', 'ada')).toHaveLength(1);
  });
});
