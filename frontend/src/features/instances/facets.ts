/** What the list is filtered by, as it stands in the address and as it is asked of the server. */
import { exactNumber, isNumberText, type Json, type JsonObject } from '@/shared/api';
import { fromLocalInput } from '@/shared/format';

export const STATES = ['', 'active', 'incident', 'suspended', 'completed', 'cancelled'] as const;
export type StateFilter = (typeof STATES)[number];

export const OPERATORS = ['$eq', '$neq', '$like', '$gt', '$lt'] as const;
export type Operator = (typeof OPERATORS)[number];

const NAMES = [
  'state',
  'process',
  'version',
  'step',
  'key',
  'error',
  'startedFrom',
  'startedTo',
  'endedFrom',
  'endedTo',
  'variable',
  'op',
  'value',
] as const;
export type FacetName = (typeof NAMES)[number];
export type Facets = Readonly<Record<FacetName, string>>;

/** Facets that mean nothing without another one. */
const HANGS_ON: Partial<Record<FacetName, FacetName>> = {
  version: 'process',
  step: 'process',
  op: 'variable',
  value: 'variable',
};

const oneOf = <T extends string>(all: readonly T[], text: string): T | undefined =>
  all.find((one) => one === text);

/** Read the facets out of an address; what is none of them is left out. */
export const facetsOf = (params: URLSearchParams): Facets => {
  const read = (name: FacetName) => params.get(name) ?? '';
  const found = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Record<
    FacetName,
    string
  >;
  found.state = oneOf(STATES, found.state) ?? '';
  found.op = oneOf(OPERATORS, found.op) ?? '';
  if (!/^[1-9]\d{0,8}$/.test(found.version)) found.version = '';
  return found;
};

/** Change some facets; those that hung on one that changed go with it. */
export const withFacets = (facets: Facets, change: Partial<Facets>): Facets => {
  const next = { ...facets, ...change };
  for (const name of NAMES) {
    const needed = HANGS_ON[name];
    if (!needed || name in change) continue;
    if (needed in change && change[needed] !== facets[needed]) next[name] = '';
  }
  return next;
};

/** The facets as they stand in an address, in one order always. */
export const addressOf = (facets: Facets): string => {
  const params = new URLSearchParams();
  for (const name of NAMES) if (facets[name]) params.set(name, facets[name]);
  return params.toString();
};

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

const DAY = /^\d{4}-\d\d-\d\d$/;

const startOf = (day: string, later = 0): string | null => {
  if (!DAY.test(day)) return null;
  const wanted = new Date(`${day}T00:00:00Z`);
  if (isNaN(wanted.getTime())) return null;
  wanted.setUTCDate(wanted.getUTCDate() + later);
  return fromLocalInput(`${wanted.toISOString().slice(0, 10)}T00:00`)?.toISOString() ?? null;
};

/** A range of whole days in the person's zone. */
const range = (from: string, to: string): JsonObject | null => {
  const begin = startOf(from);
  const end = startOf(to, 1);
  if (!begin && !end) return null;
  return { ...(begin && { $gte: begin }), ...(end && { $lt: end }) };
};

const WORDS: Record<string, boolean> = { true: true, false: false };

/** A value as the variable's declared type wants it. */
const valueOf = (text: string, op: string, types: readonly string[]): Json => {
  if (op === '$like') return `%${escapeLike(text)}%`;
  const isText = types.length > 0 && types.every((type) => type === 'string');
  if (isText) return text;
  if (isNumberText(text)) return exactNumber(text);
  return WORDS[text] ?? text;
};

const stateOf = ({ state }: Facets): JsonObject =>
  state === 'incident' ? { has_incidents: true } : { ...(state && { state }) };

const placeOf = ({ process, version, step }: Facets): JsonObject =>
  process
    ? {
        definition_key: process,
        ...(version && { version: Number(version) }),
        ...(step && { step }),
      }
    : {};

const variablesOf = ({ variable, op, value }: Facets, types: readonly string[]): JsonObject => {
  if (!variable || !value) return {};
  const asked = op || '$eq';
  return { variables: [{ name: variable, op: asked, value: valueOf(value, asked, types) }] };
};

/** The search that the facets stand for; `types` are those declared for the variable. */
export const filterOf = (facets: Facets, types: readonly string[] = []): JsonObject => {
  const { key } = facets;
  const error = facets.error.trim();
  const started = range(facets.startedFrom, facets.startedTo);
  const ended = range(facets.endedFrom, facets.endedTo);
  return {
    ...stateOf(facets),
    ...placeOf(facets),
    ...(key && { business_key: { $like: `%${escapeLike(key)}%` } }),
    ...(error && { error }),
    ...(started && { started_at: started }),
    ...(ended && { ended_at: ended }),
    ...variablesOf(facets, types),
  };
};
