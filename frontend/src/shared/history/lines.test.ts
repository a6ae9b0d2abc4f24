import { describe, expect, it } from 'vitest';
import type { ActivityInstance, HistoryItem } from '@/shared/api';
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

  it('tells what people agree on about a task', () => {
    const about = (type: string, more: Record<string, string | null>) =>
      item('some_command', [{ type, activity_id: 'approve', ...more }]);
    const keys = told(
      about('user_task_delegated', { new: 'bob' }),
      about('user_task_resolved', { new: 'ada' }),
      about('user_task_commented', {}),
      about('user_task_candidates_changed', {}),
      about('user_task_changed', { field: 'priority', new: '80' }),
      about('user_task_changed', { field: 'due_at', new: '2026-05-05T08:00:00+00:00' }),
      about('user_task_changed', { field: 'follow_up_at', new: null }),
    ).map(([key]) => key);
    expect(keys).toEqual([
      'delegated',
      'givenBack',
      'commented',
      'candidatesChanged',
      'prioritised',
      'dueMoved',
      'followUpMovedAway',
    ]);
  });

  it('tells what was given up, and of which round of a loop', () => {
    const began = (visit: number, activity_type: string) => ({
      type: 'activity_started',
      visit,
      activity_id: 'approve',
      activity_type,
    });
    const loop = item('start_process_instance', [
      began(1, 'multi_instance_body'),
      began(2, 'user_task'),
      began(3, 'user_task'),
    ]);
    const ended = [1, 2, 3].map((visit) => ({
      type: 'activity_ended',
      visit,
      outcome: visit === 2 ? 'completed' : 'cancelled',
    }));
    const activities = [null, 0, 1].map((loop_index) => ({ activity_id: 'approve', loop_index }));
    const lines = linesOf(
      [loop, item('complete_user_task', ended)],
      (id, index) => `${names[id] ?? id} ${index}`,
      'the suite',
      activities as ActivityInstance[],
    );
    expect(lines.map((line) => [line.text, line.params.name])).toEqual([
      ['started', undefined],
      ['givenUp', 'Approve holiday 1'],
    ]);
    const whole = linesOf([loop, item('cancel_process_instance', ended)], (id) => id, 'the suite');
    expect(whole.at(-1)).toMatchObject({ text: 'givenUp', isNoise: true });
  });

  it('tells what operators did with jobs and incidents', () => {
    const at = { activity_id: 'gate' };
    const failed = { type: 'job_failed', message: 'No answer.', ...at };
    expect(
      told(
        item('fail_job', [failed], null),
        item('fail_job', [failed, { type: 'incident_opened', message: 'No answer.', ...at }], null),
        item('own_incident', [{ type: 'incident_owner_changed', old: null, new: 'ada', ...at }]),
        item('annotate_incident', [{ type: 'incident_note_changed', new: 'Called them', ...at }]),
        item('retry_job', [{ type: 'job_retried', ...at }]),
        item('run_job_now', [{ type: 'job_due_at_changed', new: '2026-11-20T10:00Z', ...at }]),
        item('set_job_due_at', [{ type: 'job_due_at_changed', new: '2026-11-21T10:00', ...at }]),
      ).map(([key, params]) => [key, params]),
    ).toEqual([
      ['attempt', { name: 'How long?', message: 'No answer.' }],
      ['incident', { name: 'How long?', message: 'No answer.' }],
      ['owned', { actor: 'ada', name: 'How long?', to: 'ada' }],
      ['noted', { actor: 'ada', name: 'How long?', note: 'Called them' }],
      ['retried', { actor: 'ada', name: 'How long?' }],
      ['hastened', { actor: 'ada', name: 'How long?' }],
      ['moved', { actor: 'ada', name: 'How long?', time: 'Sat 21 Nov, 10:00' }],
    ]);
  });

  it('tells of timers, messages and called instances', () => {
    const at = { activity_id: 'gate' };
    const timer = { type: 'job_created', kind: 'timer', due_at: '2026-11-21T10:00', ...at };
    expect(
      told(
        item('start_process_instance', [timer]),
        item('fire_timer', [{ type: 'job_completed', kind: 'timer', ...at }], null),
        item('continue_async', [{ type: 'job_completed', kind: 'async_before', ...at }], null),
        item('correlate_message', [{ type: 'message_received', name: 'paid', ...at }]),
        item('complete_user_task', [{ type: 'subscription_created', name: 'paid', ...at }]),
        item('complete_user_task', [{ type: 'instance_called', ...at }]),
      ).slice(1),
    ).toEqual([
      ['waitsUntil', { name: 'How long?', time: 'Sat 21 Nov, 10:00' }, true],
      ['fired', { name: 'How long?' }, false],
      ['received', { actor: 'ada', name: 'How long?', message: 'paid' }, false],
      ['waitsForMessage', { name: 'How long?', message: 'paid' }, false],
      ['called', { name: 'How long?' }, false],
    ]);
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
