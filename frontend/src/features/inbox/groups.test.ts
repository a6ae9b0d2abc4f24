import { describe, expect, it } from 'vitest';
import type { UserTask } from '@/shared/api';
import { groupTasks, neighbour, range } from './groups';
import { holdNew } from './useSteadyRows';

const now = new Date(2026, 10, 20, 11, 0);
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
const task = (id: string, part: Partial<UserTask> = {}): UserTask =>
  ({
    id,
    due_at: null,
    priority: 50,
    created_at: at(1, 8),
    completed_at: null,
    definition_key: 'invoice',
    definition_name: 'Invoice approval',
    ...part,
  }) as UserTask;

const shape = (tasks: UserTask[], by: 'due' | 'process' | 'done') =>
  groupTasks(tasks, by, now).map((group) => [group.label, group.tasks.map((one) => one.id)]);

describe('groups of tasks', () => {
  it('parts by due date, most urgent first', () => {
    const tasks = [
      task('none'),
      task('later', { due_at: at(21, 9) }),
      task('evening', { due_at: at(20, 18) }),
      task('noon', { due_at: at(20, 12) }),
      task('late', { due_at: at(20, 9) }),
    ];
    expect(shape(tasks, 'due')).toEqual([
      ['overdue', ['late']],
      ['today', ['noon', 'evening']],
      ['later', ['later']],
      ['none', ['none']],
    ]);
  });

  it('says where more of a group may follow', () => {
    const tasks = [task('late', { due_at: at(20, 9) }), task('noon', { due_at: at(20, 12) })];
    const open = (by: 'due' | 'process', hasMore: boolean) =>
      groupTasks(tasks, by, now, hasMore).map((group) => group.isMore);
    expect(open('due', true)).toEqual([false, true]);
    expect(open('due', false)).toEqual([false, false]);
    expect(open('process', true)).toEqual([true]);
  });

  it('asks the calendar anew at each midnight', () => {
    const done = [at(20, 0), at(19, 23), at(19, 0), at(18, 23)];
    const tasks = done.map((time, index) => task(String(index), { completed_at: time }));
    expect(shape(tasks, 'done')).toEqual([
      ['0', ['0']],
      ['-1', ['1', '2']],
      ['-2', ['3']],
    ]);
  });

  it('puts what matters more and waits longer first among equals', () => {
    const tasks = [
      task('young'),
      task('old', { created_at: at(1, 7) }),
      task('high', { priority: 80 }),
    ];
    expect(shape(tasks, 'due')).toEqual([['none', ['high', 'old', 'young']]]);
  });

  it('parts by process and by the day on which tasks were done', () => {
    const other = { definition_name: 'Holiday request', completed_at: at(19, 9) };
    const tasks = [task('a', { completed_at: at(20, 9) }), task('b', other)];
    expect(shape(tasks, 'process')).toEqual([
      ['Holiday request', ['b']],
      ['Invoice approval', ['a']],
    ]);
    expect(shape(tasks, 'done')).toEqual([
      ['0', ['a']],
      ['-1', ['b']],
    ]);
  });
});

describe('moving in the list', () => {
  it('opens the next one, else the one before', () => {
    expect(neighbour(['a', 'b', 'c'], 'b')).toBe('c');
    expect(neighbour(['a', 'b', 'c'], 'c')).toBe('b');
    expect(neighbour(['a'], 'a')).toBeNull();
    expect(neighbour(['a', 'b'], 'gone')).toBe('a');
  });

  it('selects a range in both directions', () => {
    expect(range(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c']);
    expect(range(['a', 'b'], 'gone', 'b')).toEqual(['b']);
  });
});

describe('rows under the hand', () => {
  const items = [task('new'), task('known')];
  it('lets new rows wait, and rows that left go at once', () => {
    const held = holdNew(items, new Set(['known', 'left']), true);
    expect(held.rows.map((one) => one.id)).toEqual(['known']);
    expect(held.waiting).toBe(1);
  });
  it('shows everything when nobody is there or nothing was shown', () => {
    expect(holdNew(items, new Set(['known']), false).waiting).toBe(0);
    expect(holdNew(items, new Set(), true).rows).toHaveLength(2);
  });
});
