import { describe, expect, it } from 'vitest';
import type { ProcessDefinition } from '@/shared/api';
import type { DraftInList } from '@/shared/drafts';
import { searchRows } from '@/shared/library';
import { processRows } from './rows';

const version = (
  key: string,
  number: number,
  counts: Partial<ProcessDefinition> = {},
): ProcessDefinition => ({
  id: `${key}-${number.toString()}`,
  key,
  name: key === 'invoice' ? 'Invoice approval' : 'Holiday',
  version: number,
  version_tag: null,
  title: null,
  state: 'active',
  deployed_at: '2026-11-20T10:00:00Z',
  deployed_by: 'analyst',
  deployment_id: 'd',
  resource_name: 'r.bpmn',
  can_start: true,
  ...counts,
});

const draft = (id: string, key: string | null): DraftInList => ({
  id,
  kind: 'process',
  name: `Draft ${id}`,
  key,
  updated_at: '2026-11-20T10:00:00Z',
  updated_by: 'analyst',
  revision: 1,
});

describe('processRows', () => {
  it('adds up the versions of a process and shows the newest', () => {
    const [row] = processRows(
      [
        version('invoice', 1, { running: 3, finished: 10 }),
        version('invoice', 2, { running: 4, incidents: 1 }),
      ],
      [draft('b', 'invoice'), draft('a', 'invoice')],
    );
    expect(row).toMatchObject({
      key: 'invoice',
      running: 7,
      finished: 10,
      finishedIsMore: false,
      incidents: 1,
    });
    expect(row?.otherDrafts.map(({ id }) => id)).toEqual(['a']);
    expect(row?.live?.version).toBe(2);
    expect(row?.draft?.id).toBe('b');
  });

  it('shows drafts that were never deployed, and those without a key each by itself', () => {
    const rows = processRows(
      [version('holiday', 1)],
      [draft('x', null), draft('y', null), draft('z', 'new')],
    );
    expect(rows.map(({ name }) => name)).toEqual(['Draft x', 'Draft y', 'Draft z', 'Holiday']);
  });

  it('finds by words in name and key', () => {
    const rows = processRows([version('holiday', 1), version('invoice', 1)], []);
    expect(searchRows(rows, 'APPR inv').map(({ key }) => key)).toEqual(['invoice']);
    expect(searchRows(rows, '')).toHaveLength(2);
    expect(searchRows(rows, 'nothing')).toHaveLength(0);
  });
});
