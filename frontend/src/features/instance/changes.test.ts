import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '@/shared/api';
import { changesOf, namesIn, othersAt, writtenAt, writtenIn } from './changes';

const began = (visit: number, activity_id: string, activity_type: string) => ({
  type: 'activity_started',
  visit,
  activity_id,
  activity_type,
});
const ended = (visit: number, outcome = 'completed') => ({
  type: 'activity_ended',
  visit,
  outcome,
});
const item = (command: string, events: HistoryItem['events']): HistoryItem => ({
  id: command,
  at: '2026-11-20T10:00:00.000Z',
  actor: 'ada',
  command,
  revision: 1,
  events,
});

const RECORD = [
  item('update_variables', [{ type: 'variable_changed', name: 'note', new: 'x', old: null }]),
  item('complete_user_task', [
    { type: 'user_task_completed', activity_id: 'look', outcome: 'approve' },
    ended(2),
    began(3, 'gate', 'exclusive_gateway'),
    ended(3),
    began(4, 'sum', 'script_task'),
    ended(4),
    { type: 'variable_changed', name: 'day', new: '2026-11-20', new_types: { day: 'date' } },
    { type: 'variable_changed', name: 'total', new: 2, old: 1 },
    { type: 'variable_changed', name: 'draft', scope: 2, new: 'mine', old_large: 'ab12' },
  ]),
  item('start_process_instance', [
    { type: 'variable_changed', name: 'total', new: 1 },
    began(1, 'begin', 'start_event'),
    ended(1),
    began(2, 'look', 'user_task'),
  ]),
];

it('is told of no step where the engine counts the rounds of a loop', () => {
  const [counted] = writtenIn([
    item('complete_user_task', [
      ended(1),
      began(2, 'each', 'multi_instance_body'),
      { type: 'variable_changed', name: 'nrOfInstances', scope: 2, new: 2 },
      { type: 'variable_changed', name: 'gathered', scope: 2, new: 'x' },
    ]),
    item('start_process_instance', [began(1, 'look', 'user_task')]),
  ]);
  expect(counted?.changes.map(({ steps }) => steps)).toEqual([[], ['look']]);
});

describe('what was written', () => {
  const written = writtenIn(RECORD);

  it('is told with the values before and after, as what they are', () => {
    expect(written[1]?.changes.map(({ name, before, after }) => [name, before, after])).toEqual([
      ['day', null, { kind: 'date', text: '2026-11-20' }],
      ['total', { kind: 'number', text: '1' }, { kind: 'number', text: '2' }],
      ['draft', 'large', { kind: 'string', text: 'mine' }],
    ]);
    expect(written[0]?.changes[0]?.before).toEqual({ kind: 'null', text: '' });
  });

  it('names every step that may have written it, and only these', () => {
    const steps = written.map(({ changes }) => changes.map((change) => change.steps));
    expect(steps).toEqual([[[]], [['look', 'sum'], ['look', 'sum'], ['look']], [['begin']]]);
  });

  it('is found by the step, with what was answered', () => {
    const [answer] = writtenAt(written, 'look');
    expect(answer?.answered.get('look')).toBe('approve');
    expect(answer && othersAt(answer, 'look')).toEqual(['sum']);
    expect(writtenAt(written, 'sum')[0]?.changes.map((change) => change.name)).toEqual([
      'day',
      'total',
    ]);
    expect(writtenAt(written, 'gate')).toEqual([]);
  });

  it('is told of each value, the newest first', () => {
    expect(namesIn(written)).toEqual(['day', 'draft', 'note', 'total']);
    const totals = changesOf(written, 'total').map(({ before, after }) => [before, after]);
    const one = { kind: 'number', text: '1' };
    expect(totals).toEqual([
      [one, { kind: 'number', text: '2' }],
      [null, one],
    ]);
    expect(changesOf(written, '')).toHaveLength(5);
  });

  it('is not told of a step that was given up', () => {
    const cancelled = item('fire_timer', [
      ended(2, 'cancelled'),
      { type: 'variable_changed', name: 'late', new: true },
    ]);
    expect(writtenAt(writtenIn([cancelled, ...RECORD]), 'look')).toHaveLength(1);
  });
});

it('tells that a secret value was written, not which', () => {
  const told = writtenIn([
    item('update_variables', [
      { type: 'variable_changed', name: 'iban', old: null, new: null, is_secret: true },
    ]),
  ]);
  expect(told[0]?.changes).toMatchObject([{ name: 'iban', before: 'secret', after: 'secret' }]);
});
