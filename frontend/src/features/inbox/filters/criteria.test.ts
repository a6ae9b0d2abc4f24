import { describe, expect, it } from 'vitest';
import { stringifyJson } from '@/shared/api';
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
import { choicesOf, kindsOf, VARIABLE_KINDS, type KindOf } from './variables';

const VALUES = {
  none: '',
  text: 'Invoice',
  person: 'ada',
  group: 'managers',
  number: '50',
  days: '3',
  moment: '2026-11-20T10:00:00.000Z',
  state: 'completed',
  decimal: '0.1000000000000000000000000000000001',
  day: '2026-05-01',
  clock: '08:00:00',
};

const SUBJECTS = [
  ...FIELD_NAMES.map((field) => ({ field })),
  ...VARIABLE_KINDS.map((kind) => ({
    field: 'variable' as const,
    variable: { name: `some_${kind}`, kind },
  })),
];
const kindOf: KindOf = (name) => VARIABLE_KINDS.find((kind) => name === `some_${kind}`);

const every: Condition[] = SUBJECTS.flatMap((subject) =>
  operatorsOf(subject).map((operator) => {
    const condition = { ...subject, operator, value: '' };
    return { ...condition, value: VALUES[needsOf(condition)] };
  }),
);

describe('criteria', () => {
  it.each(every.map((one) => [`${one.variable?.kind ?? one.field} ${one.operator}`, one] as const))(
    '%s is written and read again',
    (_name, condition) => {
      const criteria: Criteria = { groups: [[condition]], onlyOpen: false };
      expect(isComplete(condition)).toBe(true);
      expect(readCriteria(writeCriteria(criteria), kindOf)).toEqual(criteria);
      expect(readCriteria(fromLink(toLink(criteria)) ?? {}, kindOf)).toEqual(criteria);
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

  it('asks for variables with all their digits, beside fields and in alternatives', () => {
    const amount = { name: 'amount', kind: 'number' } as const;
    const centre = { name: 'centre', kind: 'string' } as const;
    const criteria: Criteria = {
      groups: [
        [
          { field: 'assignee', operator: 'isMe', value: '' },
          { field: 'variable', variable: amount, operator: 'atLeast', value: '100' },
          {
            field: 'variable',
            variable: amount,
            operator: 'atMost',
            value: '12345678901234567890',
          },
        ],
        [{ field: 'variable', variable: centre, operator: 'isMe', value: '' }],
      ],
      onlyOpen: true,
    };
    expect(stringifyJson(writeCriteria(criteria))).toBe(
      '{"state":"open","$or":[{"assignee":"currentUser()","variables":[' +
        '{"name":"amount","op":"$gte","value":100},' +
        '{"name":"amount","op":"$lte","value":12345678901234567890}]},' +
        '{"variables":[{"name":"centre","op":"$eq","value":"currentUser()"}]}]}',
    );
    expect(readCriteria(writeCriteria(criteria))).toEqual(criteria);
  });

  it('takes a variable for what its model says, else for what its value looks like', () => {
    const written = { variables: [{ name: 'city', op: '$eq', value: '2026-05-01' }] };
    const asText = kindsOf([{ name: 'city', types: ['string'] }]);
    const kindIn = (criteria: Criteria | null) => criteria?.groups[0]?.[0]?.variable?.kind;
    expect(kindIn(readCriteria(written))).toBe('date');
    expect(kindIn(readCriteria(written, asText))).toBe('string');
    expect(readCriteria({ variables: [{ name: 'city', op: '$in', value: ['a'] }] })).toBeNull();
    expect(readCriteria({ variables: { name: 'city' } })).toBeNull();
  });

  it('offers a variable of no certain type as each that it may be', () => {
    const offered = choicesOf([
      { name: 'amount', types: ['number'] },
      { name: 'note', types: [] },
      { name: 'on', types: ['date', 'date_time'] },
    ]);
    expect(offered.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'amount number',
      'note string',
      'note number',
      'note boolean',
      'on date',
      'on date_time',
    ]);
  });

  it('knows when a value is none yet', () => {
    const variable = { name: 'amount', kind: 'number' } as const;
    const asked = (value: string): Condition => ({
      field: 'variable',
      variable,
      operator: 'is',
      value,
    });
    expect(isComplete(asked(''))).toBe(false);
    expect(isComplete(asked('ten'))).toBe(false);
    expect(isComplete(asked('-10.5'))).toBe(true);
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
