// @vitest-environment jsdom
/** The table of forms and values that the server's checks are held against, run through what the browser does. */
import { readFileSync } from 'node:fs';
import { waitFor } from '@testing-library/dom';
import { afterEach, expect, it } from 'vitest';
import { parseJson, type JsonObject } from '@/shared/api';
import { allComponents, type FormSchema } from '../schema';
import { FormViewer } from './FormViewer';

interface Case {
  name: string;
  schema: FormSchema;
  data: JsonObject;
  submitted: JsonObject;
  errors?: { path: string; code: string }[];
  hidden?: string[];
  server_only?: string;
}

const table = parseJson(readFileSync('../tests/forms/agreement.json', 'utf8')) as unknown as {
  cases: Case[];
};
const cases = table.cases.filter(({ server_only }) => server_only === undefined);

let viewer: FormViewer | null = null;
afterEach(() => {
  viewer?.destroy();
  viewer = null;
  document.body.replaceChildren();
});

it('has cases for the browser', () => expect(cases.length).toBeGreaterThan(80));

it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
  const container = document.createElement('div');
  document.body.append(container);
  viewer = new FormViewer(container, one.name);
  const opened = viewer;
  await opened.show({ schema: one.schema, variables: one.data, draft: one.submitted });
  const buttons = allComponents(one.schema).filter(({ type }) => type === 'button');
  const isButton = (id: string) => buttons.some((button) => button.id === id);
  const hidden = (one.hidden ?? []).filter((id) => !isButton(id)).sort();
  await waitFor(() => expect([...opened.hidden()].sort()).toEqual(hidden));
  opened.check();
  const paths = [...new Set((one.errors ?? []).map(({ path }) => path))].sort();
  expect(opened.faults().sort()).toEqual(paths);
});
