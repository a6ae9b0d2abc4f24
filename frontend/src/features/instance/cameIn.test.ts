import { describe, expect, it } from 'vitest';
import type { ActivityInstance, HistoryItem, Json } from '@/shared/api';
import { cameIn } from './cameIn';

const visitOf = (visit: number, activity_type: string, scope = 0): ActivityInstance => ({
  id: String(visit),
  visit,
  scope,
  activity_id: `a${visit.toString()}`,
  activity_name: null,
  activity_type,
  started_at: '2026-11-20T10:00:00.000Z',
  ended_at: null,
  outcome: null,
  loop_index: null,
  called_instance_id: null,
});
const began = (visit: number) => ({ type: 'activity_started', visit });
const ended = (visit: number) => ({ type: 'activity_ended', visit, outcome: 'completed' });
const wrote = (name: string, now: Json, more: Record<string, Json> = {}) => ({
  type: 'variable_changed',
  name,
  new: now,
  ...more,
});
/** The record, newest first; written down oldest first. */
const record = (...commands: HistoryItem['events'][]): HistoryItem[] =>
  commands
    .map((events, index) => ({
      id: String(index),
      at: '2026-11-20T10:00:00.000Z',
      actor: null,
      command: 'c',
      revision: index,
      events,
    }))
    .reverse();

const told = (items: HistoryItem[], visit: ActivityInstance, visits: ActivityInstance[]) =>
  cameIn(items, visit, visits)?.values.map(({ name, value, before, isChanged }) => {
    const said = (one: typeof value | null | undefined) =>
      typeof one === 'object' && one !== null ? one.text : one;
    return [
      name,
      said(value),
      ...(before === undefined ? [] : [said(before)]),
      ...(isChanged ? ['changed'] : []),
    ];
  });

const START = visitOf(1, 'start_event');
const SUM = visitOf(2, 'script_task');
const LOOK = visitOf(3, 'user_task');

describe('what came in', () => {
  it('is what the command had written where nothing went on after the beginning', () => {
    const items = record(
      [began(1), ended(1), began(2), ended(2), began(3), wrote('sum', 2), wrote('day', 'x')],
      [wrote('sum', 3, { old: 2 })],
      [ended(3), wrote('more', 1)],
      [wrote('day', 'y', { old: 'x' })],
    );
    expect(told(items, LOOK, [START, SUM, LOOK])).toEqual([
      ['day', 'x'],
      ['sum', '2', 'changed'],
    ]);
  });

  it('is not told apart from what others wrote in the same go', () => {
    const items = record(
      [began(1), ended(1), wrote('day', 'x'), wrote('gone', 1)],
      [ended(9), began(2), ended(2), wrote('sum', 2), wrote('day', 'y', { old: 'x' })],
    );
    expect(told(items, SUM, [START, SUM])).toEqual([
      ['day', 'y', 'x'],
      ['gone', '1'],
      ['sum', '2', null],
    ]);
    expect(cameIn(items, SUM, [START, SUM])?.isUnclear).toBe(true);
  });

  it('leaves gateways and ends out of what may have written', () => {
    const visits = [LOOK, visitOf(4, 'exclusive_gateway'), visitOf(5, 'end_event')];
    const items = record([
      ended(9),
      began(4),
      ended(4),
      began(5),
      ended(5),
      wrote('sum', 2, { old: 1 }),
    ]);
    expect(told(items, visits[1]!, visits)).toEqual([['sum', '2']]);
    expect(cameIn(items, visits[1]!, visits)?.isUnclear).toBe(false);
  });

  it('is seen through the scopes, the innermost first', () => {
    const [body, round] = [visitOf(4, 'multi_instance_body'), visitOf(5, 'user_task', 4)];
    const items = record(
      [began(1), ended(1), wrote('item', 'all'), wrote('city', 'Ulm')],
      [
        began(4),
        began(5),
        began(6),
        ended(2),
        wrote('nrOfInstances', 2, { scope: 4 }),
        wrote('item', 'one', { scope: 5 }),
        wrote('item', 'two', { scope: 6 }),
      ],
    );
    const visits = [START, SUM, body, round, visitOf(6, 'user_task', 4)];
    expect(told(items, round, visits)).toEqual([
      ['city', 'Ulm'],
      ['item', 'one'],
      ['nrOfInstances', '2', null],
    ]);
  });

  it('is not guessed where the record does not reach back', () => {
    expect(cameIn(record([ended(3)]), LOOK, [LOOK])).toBeNull();
    const inside = visitOf(8, 'user_task', 7);
    expect(cameIn(record([began(8)]), inside, [inside])).toBeNull();
  });
});
