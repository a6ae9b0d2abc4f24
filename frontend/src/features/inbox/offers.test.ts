import { describe, expect, it } from 'vitest';
import type { UserTask } from '@/shared/api';
import { areOfDifferentForms, fit, offers } from './offers';

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

  it('completes together what has one form, or is one step without forms', () => {
    const may = (id: string, more: Partial<UserTask>) =>
      task({
        id,
        can_complete: true,
        form_id: null,
        definition_key: 'p',
        activity_id: 'a',
        ...more,
      });
    const same = [may('1', { form_id: 'f' }), may('2', { form_id: 'f', activity_id: 'b' })];
    const taken = may('3', { form_id: 'g', can_complete: false });
    expect(fit([...same, taken], 'complete', 'ada').map(({ id }) => id)).toEqual(['1', '2']);
    expect(fit([may('1', {}), may('2', {})], 'complete', 'ada')).toHaveLength(2);
    const mixed = [...same, may('4', { form_id: 'g' })];
    expect(areOfDifferentForms(mixed)).toBe(true);
    expect(fit(mixed, 'complete', 'ada')).toEqual([]);
    expect(fit([may('1', {}), may('2', { activity_id: 'b' })], 'complete', 'ada')).toEqual([]);
  });
});
