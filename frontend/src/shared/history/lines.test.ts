import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '@/shared/api';
import { linesOf } from './lines';

const item = (
  command: string,
  events: HistoryItem['events'],
  actor: string | null = 'ada',
): HistoryItem => ({
  id: command,
  at: '2026-11-20T10:00:00.000Z',
  actor,
  command,
  revision: 1,
  events,
});
const names: Record<string, string> = { approve: 'Approve holiday', gate: 'How long?' };
const told = (...items: HistoryItem[]) =>
  linesOf(items, (id) => names[id] ?? id, 'the suite').map((line) => [
    line.text,
    line.params,
    line.isNoise,
  ]);

describe('the journal in words', () => {
  it('tells a start with what followed', () => {
    const started = item('start_process_instance', [
      { type: 'variable_changed', name: 'days', new: 3 },
      { type: 'activity_started', visit: 1, activity_id: 'begin', activity_type: 'start_event' },
      { type: 'flow_taken', flow_id: 'f1' },
      { type: 'activity_started', visit: 2, activity_id: 'approve', activity_type: 'user_task' },
      { type: 'user_task_created', visit: 2, activity_id: 'approve', assignee: null },
    ]);
    expect(told(started)).toEqual([
      ['started', { actor: 'ada' }, false],
      ['written', { names: 'days', actor: 'ada' }, true],
      ['passed', { name: 'begin' }, true],
      ['waits', { name: 'Approve holiday' }, false],
    ]);
  });

  it('tells who claimed, released and gave away', () => {
    const assigned = (to: string | null) =>
      item('claim_user_task', [
        { type: 'user_task_assigned', activity_id: 'approve', old: null, new: to },
      ]);
    const keys = told(assigned('ada'), assigned(null), assigned('bob')).map(([key]) => key);
    expect(keys).toEqual(['claimed', 'released', 'assigned']);
  });

  it('names the activity of a visit when an incident is over', () => {
    const failed = item('complete_user_task', [
      { type: 'user_task_completed', activity_id: 'approve' },
      {
        type: 'activity_started',
        visit: 7,
        activity_id: 'gate',
        activity_type: 'exclusive_gateway',
      },
      { type: 'incident_opened', visit: 7, activity_id: 'gate', message: 'amount is "much".' },
    ]);
    const mended = item('write_variables', [{ type: 'variable_changed', name: 'amount' }]);
    const retried = item('retry_incident', [{ type: 'incident_resolved', visit: 7 }], null);
    expect(told(failed, mended, retried)).toEqual([
      ['completedBy', { actor: 'ada', name: 'Approve holiday' }, false],
      ['passed', { name: 'How long?' }, true],
      ['incident', { name: 'How long?', message: 'amount is "much".' }, false],
      ['wrote', { names: 'amount', actor: 'ada' }, false],
      ['retriedPlain', { actor: 'the suite' }, false],
      ['resolved', { name: 'How long?' }, false],
    ]);
  });
});
