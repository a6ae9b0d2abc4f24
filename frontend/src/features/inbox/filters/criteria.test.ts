import { describe, expect, it } from 'vitest';
import {
  conditionOn,
  FIELD_NAMES,
  fromLink,
  isComplete,
  needsOf,
  operatorsOf,
  readCriteria,
  toLink,
  writeCriteria,
  type Condition,
  type Criteria,
} from './criteria';

const VALUES = {
  none: '',
  text: 'Invoice',
  person: 'ada',
  group: 'managers',
  number: '50',
  days: '3',
  moment: '2026-11-20T10:00:00.000Z',
  state: 'completed',
};

const every: Condition[] = FIELD_NAMES.flatMap((field) =>
  operatorsOf(field).map((operator) => {
    const condition = { field, operator, value: '' };
    return { ...condition, value: VALUES[needsOf(condition)] };
  }),
);

describe('criteria', () => {
  it.each(every.map((one) => [`${one.field} ${one.operator}`, one] as const))(
    '%s is written and read again',
    (_name, condition) => {
      const criteria: Criteria = { groups: [[condition]], onlyOpen: false };
      expect(isComplete(condition)).toBe(true);
      expect(readCriteria(writeCriteria(criteria))).toEqual(criteria);
    },
  );

  it('says "and" within a group and "or" between groups', () => {
    const mine = { field: 'assignee', operator: 'isMe', value: '' } as const;
    const due = { field: 'due_at', operator: 'withinDays', value: '2' } as const;
    const groups = { field: 'candidate_groups', operator: 'isMine', value: '' } as const;
    const criteria: Criteria = { groups: [[mine], [groups, due]], onlyOpen: true };
    expect(writeCriteria(criteria)).toEqual({
      state: 'open',
      $or: [
        { assignee: 'currentUser()' },
        {
          candidate_groups: { $in: 'currentUserGroups()' },
          due_at: { $gte: 'now()', $lt: 'now() + P2D' },
        },
      ],
    });
    expect(readCriteria(writeCriteria(criteria))).toEqual(criteria);
  });

  it('may ask the same field twice', () => {
    const condition = (value: string): Condition => ({
      field: 'name',
      operator: 'contains',
      value,
    });
    const criteria: Criteria = { groups: [[condition('a'), condition('b')]], onlyOpen: true };
    expect(writeCriteria(criteria)).toEqual({
      name: { $like: '%a%' },
      $or: [{ name: { $like: '%b%' } }],
      state: 'open',
    });
    expect(readCriteria(writeCriteria(criteria))).toEqual(criteria);
  });

  it('does not pretend to understand more than it does', () => {
    expect(readCriteria({ priority: { $in: [1, 2] } })).toBeNull();
    expect(readCriteria({ form_key: 'x' })).toBeNull();
    expect(readCriteria({ $or: [{ name: 'a' }, { name: 'b' }], priority: 1 })).toBeNull();
  });

  it('lives in a link', () => {
    const criteria: Criteria = { groups: [[conditionOn('due_at')]], onlyOpen: true };
    expect(readCriteria(fromLink(toLink(criteria))!)).toEqual(criteria);
    expect(toLink({ groups: [], onlyOpen: true })).toBe('');
    expect(fromLink('{"name":')).toBeNull();
    expect(fromLink('[1]')).toBeNull();
  });

  it('knows what is missing', () => {
    expect(isComplete({ field: 'priority', operator: 'atLeast', value: 'much' })).toBe(false);
    expect(isComplete({ field: 'name', operator: 'contains', value: ' ' })).toBe(false);
    expect(isComplete({ field: 'assignee', operator: 'isNobody', value: '' })).toBe(true);
  });
});
