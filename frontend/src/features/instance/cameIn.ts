/** What a visit found when it began, as far as the record tells it. */
import type { ActivityInstance, HistoryEvent, HistoryItem, Json } from '@/shared/api';
import { HOLDERS, shownOf, type Shown } from './changes';

/** A value that was visible where a visit began. */
export interface CameIn {
  name: string;
  /** Null where it was taken away in the same go. */
  value: Shown | null;
  /** Where it was written in the same go: what there was before that; null for no value. */
  before?: Shown | null;
  /** Whether it was written afterwards, until the visit was over. */
  isChanged: boolean;
}

export interface Found {
  values: readonly CameIn[];
  /** Whether others wrote on in the same go: the record has no value in between. */
  isUnclear: boolean;
}

interface Value {
  before: Shown | null;
  after: Shown | null;
  isWritten: boolean;
  isChanged: boolean;
}

type Scope = Map<string, Value>;

const INSTANCE = '0';

/** They pass tokens on, and write nothing. */
const writes = (type: string): boolean => !type.endsWith('_gateway') && type !== 'end_event';

const visitOf = ({ visit }: HistoryEvent): string => String(visit);
const scopeOf = ({ scope }: HistoryEvent): string =>
  scope === undefined ? INSTANCE : String(scope);
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const isOf = (event: HistoryEvent, type: string, visit: string): boolean =>
  event.type === type && visitOf(event) === visit;

/** The scopes that a visit sees, its own first; null where one of them is not known. */
const scopesOf = (
  visit: ActivityInstance,
  visits: readonly ActivityInstance[],
): string[] | null => {
  const byNumber = new Map(visits.map((one) => [one.visit, one]));
  const seen = [String(visit.visit)];
  for (let scope = visit.scope; scope !== 0;) {
    const holder = byNumber.get(scope);
    if (!holder || seen.includes(String(scope))) return null;
    seen.push(String(scope));
    scope = holder.scope;
  }
  return [...seen, INSTANCE];
};

/** Whether something that may write was under way in a command after the visit had begun in it. */
const isWrittenOn = (
  { events }: HistoryItem,
  begun: number,
  types: ReadonlyMap<string, string>,
): boolean =>
  events
    .slice(begun + 1)
    .filter(({ type, outcome }) => type === 'activity_ended' && outcome !== 'cancelled')
    .some((event) => writes(types.get(visitOf(event)) ?? ''));

const put = (scopes: Map<string, Scope>, event: HistoryEvent, isWritten: boolean) => {
  const name = text(event.name);
  const scope = scopes.get(scopeOf(event));
  if (!scope) return;
  const before = shownOf(event, 'old');
  scope.set(name, { before, after: shownOf(event, 'new'), isWritten, isChanged: false });
};

/** Mark what was written after the command in which the visit began, until that in which it ended. */
const markChanges = (
  later: readonly HistoryItem[],
  scopes: ReadonlyMap<string, Scope>,
  visit: string,
) => {
  for (const { events } of later) {
    for (const event of events) {
      if (event.type !== 'variable_changed') continue;
      const value = scopes.get(scopeOf(event))?.get(text(event.name));
      if (value) value.isChanged = true;
    }
    if (events.some((event) => isOf(event, 'activity_ended', visit))) return;
  }
};

/** One value of each name: that of the innermost scope. */
const seenIn = (scopes: ReadonlyMap<string, Scope>): CameIn[] => {
  const seen = new Map<string, CameIn>();
  for (const scope of scopes.values()) {
    for (const [name, { before, after, isWritten, isChanged }] of scope) {
      if (seen.has(name)) continue;
      const isEither = isWritten;
      if (after === null && !isEither) continue;
      const earlier = isEither ? { before } : {};
      seen.set(name, { name, value: after, ...earlier, isChanged });
    }
  }
  return [...seen.values()].sort((a, b) => a.name.localeCompare(b.name));
};

/**
 * The values that a visit saw when it began.
 *
 * The record keeps what a command as a whole made of each value. Where other steps went on in the
 * command after the visit had begun, a value that the command wrote may have been written before or
 * after, or twice: then the values before and after all of it are given, and no more is known.
 * It is null where the record does not reach back.
 *
 * @param items The whole record, newest first as it is given.
 */
export const cameIn = (
  items: readonly HistoryItem[],
  visit: ActivityInstance,
  visits: readonly ActivityInstance[],
): Found | null => {
  const chain = scopesOf(visit, visits);
  if (!chain) return null;
  const number = String(visit.visit);
  const record = items.toReversed();
  const at = record.findIndex(({ events }) =>
    events.some((event) => isOf(event, 'activity_started', number)),
  );
  const item = record[at];
  if (!item) return null;
  const begun = item.events.findIndex((event) => isOf(event, 'activity_started', number));
  const types = new Map(visits.map((one) => [String(one.visit), one.activity_type]));
  const scopes = new Map(chain.map((scope): [string, Scope] => [scope, new Map()]));
  const isOver = item.events.some((event) => isOf(event, 'activity_ended', number));
  const isUnclear = isWrittenOn(item, begun, types);
  // Nobody else writes what lives with the visit, unless the visit holds other steps.
  const isOwn = (event: HistoryEvent) =>
    scopeOf(event) === number && !isOver && !HOLDERS.has(visit.activity_type);
  record.slice(0, at + 1).forEach((one) => {
    for (const event of one.events) {
      if (event.type !== 'variable_changed') continue;
      put(scopes, event, one === item && isUnclear && !isOwn(event));
    }
  });
  if (!isOver) markChanges(record.slice(at + 1), scopes, number);
  return { values: seenIn(scopes), isUnclear };
};
