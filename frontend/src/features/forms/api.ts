import {
  api,
  type FieldProblem,
  type JsonObject,
  type Page,
  type ProcessInstance,
  type User,
  type Variables,
} from '@/shared/api';

export interface FormVerdict {
  valid: boolean;
  values: JsonObject;
  errors: FieldProblem[];
}

export const fetchModel = (definitionId: string, signal?: AbortSignal) =>
  api.text(`/process-definitions/${definitionId}/xml`, { signal });

/** The newest running instances of some processes. */
export const fetchInstances = async (keys: readonly string[], signal?: AbortSignal) =>
  (
    await api.post<Page<ProcessInstance>>(
      '/process-instances/search',
      { filter: { definition_key: { $in: keys }, state: 'active' }, page: { limit: 20 } },
      { signal },
    )
  ).items;

export const fetchVariables = (id: string) =>
  api.get<Variables>(`/process-instances/${id}/variables`);

/** Ask what the server would say to an entry, in the language of who enters it; nothing is stored. */
export const evaluateForm = (
  schema: JsonObject,
  variables: JsonObject,
  submitted: JsonObject,
  tongue: string,
) =>
  api.post<FormVerdict>(
    '/forms/evaluate',
    { schema, variables, submitted },
    { headers: { 'Accept-Language': tongue } },
  );

const MOST_OTHERS = 20;

/** Groups, then active people, whose name holds a text. */
export const fetchOthers = async (text: string, signal: AbortSignal) => {
  const options = { query: { text, limit: MOST_OTHERS }, signal };
  const [groups, people] = await Promise.all([
    api.get<Page<{ name: string }>>('/groups', options),
    api.get<Page<User>>('/users', options),
  ]);
  return [
    ...groups.items.map(({ name }) => ({ name, groups: null })),
    ...people.items
      .filter(({ is_active }) => is_active)
      .map(({ username, groups: theirs }) => ({ name: username, groups: theirs })),
  ];
};
