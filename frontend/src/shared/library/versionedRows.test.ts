import { describe, expect, it } from 'vitest';
import type { DraftInList } from '@/shared/drafts';
import type { Version } from './api';
import { searchRows, versionedRows } from './versionedRows';

const live = (key: string): Version => ({
  id: `v-${key}`,
  key,
  version: 1,
  version_tag: null,
  name: key.toUpperCase(),
  deployed_at: '2026-11-20T10:00:00Z',
  deployed_by: null,
  note: null,
  deployment_id: 'd',
  resource_name: `${key}.form`,
});

const draft = (id: string, key: string): DraftInList => ({
  id,
  kind: 'form',
  name: `Draft ${id}`,
  key,
  updated_at: '2026-11-20T10:00:00Z',
  updated_by: null,
  revision: 1,
});

describe('rows of forms and decisions', () => {
  it('stand by key, with the drafts of the key', () => {
    const rows = versionedRows([live('bill')], [draft('a', 'bill'), draft('b', 'other')]);
    expect(rows.map(({ name, drafts }) => [name, drafts.length])).toEqual([
      ['BILL', 1],
      ['Draft b', 1],
    ]);
  });

  it('are one for each draft without a key', () => {
    const rows = versionedRows([], [draft('a', ''), draft('b', '')]);
    expect(rows.map(({ place, key }) => [place, key])).toEqual([
      ['a', ''],
      ['b', ''],
    ]);
  });

  it('are found by every word of name and key', () => {
    const rows = versionedRows([live('bill'), live('loan')], []);
    expect(searchRows(rows, 'BIL ill').map(({ key }) => key)).toEqual(['bill']);
    expect(searchRows(rows, ' ')).toHaveLength(2);
  });
});
