import { semanticDiff, type Change, type DiffKind } from '@/shared/bpmn/semanticDiff';
import type { DraftKind } from '@/shared/drafts';
import { partsOfDecisions } from './decisionParts';
import { partsOfForm } from './formParts';

/** What a part of a form or decision says: text by the path of a property. */
export type Facts = Map<string, string>;

/** One part of a form or of a file of decisions, as two files are compared by them. */
export interface Part {
  name: string;
  type: string;
  facts: Facts;
  /** What people call a property, where its path does not say it. */
  labels: Map<string, string>;
  /** What shows a property in the drawing, where that is not the part itself: id by path. */
  places: Map<string, string>;
  /** Where it stands; an order counts only among parts of one holder. */
  holder: { id: string; name: string };
  /** Which of its kind in its holder, from 1; null where the order means nothing. */
  number: number | null;
  /** What it is known by where its id is another one; empty where nothing else tells it. */
  alias: string;
}

export type Parts = Map<string, Part>;

/** One property that differs; what a person calls it where its path does not say it. */
export type PropertyDifference = Change & { label?: string };

/** An element that is not as it was; what a person calls it, and what became of it. */
export interface Difference {
  id: string;
  name: string;
  type: string;
  kind: DiffKind;
  /** Which of its kind it is, from 1; null where that means nothing. */
  number: number | null;
  /** What it belongs to, where a file has several of these; else empty. */
  within: string;
  /** Empty unless it changed or was moved. */
  changes: PropertyDifference[];
  /** Ids of what is to be marked in the drawings of both versions. */
  marks: string[];
}

/** The parts of a form or of decisions by their ids; null where the text cannot be read. */
export const partsOf = (kind: Exclude<DraftKind, 'process'>, text: string): Parts | null =>
  kind === 'form' ? partsOfForm(text) : partsOfDecisions(text);

const ORDER: readonly DiffKind[] = ['removed', 'added', 'changed', 'moved'];

interface Pair {
  oldId: string;
  old: Part;
  id: string;
  young: Part;
}

/** Bring together what is the same part: by its id, else by what it is known by. */
const pairUp = (before: Parts, after: Parts) => {
  const strays = new Map<string, string[]>();
  for (const [id, { alias, type }] of before) {
    if (after.has(id) || alias === '') continue;
    const known = `${type} ${alias}`;
    strays.set(known, [...(strays.get(known) ?? []), id]);
  }
  const pairs: Pair[] = [];
  const added: [string, Part][] = [];
  for (const [id, young] of after) {
    const oldId = before.has(id) ? id : strays.get(`${young.type} ${young.alias}`)?.shift();
    const old = oldId === undefined ? undefined : before.get(oldId);
    if (oldId !== undefined && old) pairs.push({ oldId, old, id, young });
    else added.push([id, young]);
  }
  const kept = new Set(pairs.map(({ oldId }) => oldId));
  return { pairs, added, removed: [...before].filter(([id]) => !kept.has(id)) };
};

/** Places in a list of numbers that are not part of its longest rising row. */
const outOfOrder = (places: readonly number[]): Set<number> => {
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  places.forEach((place, index) => {
    let low = 0;
    for (let high = ends.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((places[ends[middle] ?? 0] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1];
    ends[low] = index;
  });
  const rising = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) rising.add(at);
  return new Set(places.map((_, index) => index).filter((index) => !rising.has(index)));
};

/** Those pairs whose part stands elsewhere among those that it stood with before. */
const reordered = (pairs: readonly Pair[], oldIds: readonly string[]): Set<Pair> => {
  const rank = new Map(oldIds.map((id, index) => [id, index]));
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const { old, young } = pair;
    if (young.number === null || old.holder.id !== young.holder.id) continue;
    groups.set(young.holder.id, [...(groups.get(young.holder.id) ?? []), pair]);
  }
  return new Set(
    [...groups.values()].flatMap((group) => {
      const moved = outOfOrder(group.map(({ oldId }) => rank.get(oldId) ?? 0));
      return group.filter((_, index) => moved.has(index));
    }),
  );
};

/** An empty cell of a column that came or went says nothing. */
const isEmptyCell = ({ path, before, after }: Change): boolean =>
  path.startsWith('cell/') && (before ?? '-') === '-' && (after ?? '-') === '-';

const compareFacts = ({ old, young }: Pair): PropertyDifference[] =>
  [...new Set([...old.facts.keys(), ...young.facts.keys()])]
    .map((path) => {
      const label = young.labels.get(path) ?? old.labels.get(path);
      const before = old.facts.get(path) ?? null;
      const after = young.facts.get(path) ?? null;
      return { path, before, after, ...(label !== undefined && { label }) };
    })
    .filter((change) => change.before !== change.after && !isEmptyCell(change));

const comparePlaces = ({ old, young }: Pair, isReordered: boolean): PropertyDifference[] => {
  if (old.holder.id !== young.holder.id)
    return [{ path: 'holder', before: old.holder.name || null, after: young.holder.name || null }];
  const [before, after] = [old.number, young.number].map((one) => one?.toString() ?? null);
  return isReordered ? [{ path: 'position', before: before ?? null, after: after ?? null }] : [];
};

/** What shows the changes: the cells alone where nothing else changed. */
const marksOf = ({ old, young, oldId, id }: Pair, changes: readonly Change[]): string[] => {
  const places = changes.map(({ path }) =>
    [old.places.get(path), young.places.get(path)].filter((one) => one !== undefined),
  );
  const isWhole = places.some((one) => one.length === 0);
  return [...new Set(isWhole ? [oldId, id] : places.flat())];
};

const compareParts = (before: Parts, after: Parts): Difference[] => {
  const { pairs, added, removed } = pairUp(before, after);
  const moved = reordered(pairs, [...before.keys()]);
  const holders = new Set([...before.values(), ...after.values()].map(({ holder }) => holder.id));
  const isOne = [...holders].filter(Boolean).length < 2;
  const told = (id: string, part: Part, kind: DiffKind): Difference => ({
    id,
    name: part.name,
    type: part.type,
    kind,
    number: part.number,
    within: isOne ? '' : part.holder.name,
    changes: [],
    marks: [id],
  });
  const both = pairs.flatMap((pair): Difference[] => {
    const facts = compareFacts(pair);
    const changes = [...facts, ...comparePlaces(pair, moved.has(pair))];
    if (changes.length === 0) return [];
    const one = told(pair.id, pair.young, facts.length > 0 ? 'changed' : 'moved');
    return [{ ...one, changes, marks: marksOf(pair, changes) }];
  });
  return [
    ...removed.map(([id, part]) => told(id, part, 'removed')),
    ...added.map(([id, part]) => told(id, part, 'added')),
    ...both,
  ].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
};

/** What differs between two files of one kind, element by element; null where one cannot be read. */
export const differencesOf = (
  kind: DraftKind,
  before: string,
  after: string,
): Difference[] | null => {
  if (kind === 'process') {
    const found = semanticDiff(before, after);
    return (
      found?.map((one) => ({
        ...one,
        name: one.name || one.id,
        number: null,
        within: '',
        marks: [one.id],
      })) ?? null
    );
  }
  const [old, young] = [partsOf(kind, before), partsOf(kind, after)];
  return old && young && compareParts(old, young);
};
