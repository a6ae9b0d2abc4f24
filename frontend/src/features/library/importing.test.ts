// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/shared/api';
import { importFile, isPlain, kindOf } from './importing';

const post = vi.hoisted(() => vi.fn());
vi.mock('@/shared/api', async (original) => ({
  ...(await original<object>()),
  api: { post },
}));

const draft = { id: 'd', kind: 'process', name: 'A', key: 'a' };
const fileOf = (name: string, content: string): File => {
  const file = new File([content], name);
  Object.defineProperty(file, 'text', { value: () => Promise.resolve(content) });
  return file;
};

describe('importing a file', () => {
  beforeEach(() => post.mockReset());
  afterEach(() => vi.clearAllMocks());

  it.each([
    ['a.bpmn', 'process'],
    ['a.bpmn20.xml', 'process'],
    ['A.DMN', 'decision'],
    ['a.form', 'form'],
    ['a.json', 'form'],
  ])('%s is a %s', (name, kind) => {
    expect(kindOf(name)).toBe(kind);
  });

  it('stores nothing of a file that cannot be read, and names the line', async () => {
    post.mockResolvedValueOnce({
      errors: [{ code: 'xml_malformed', detail: 'This is not XML.', line: 3 }],
      warnings: [],
    });
    const told = await importFile(fileOf('a.dmn', '<a'));
    expect(told).toMatchObject({ draft: null, faults: [{ detail: 'This is not XML.', line: 3 }] });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('keeps a model whose faults are mended in the editor, with what was converted', async () => {
    const report = { vendors: ['x'], converted: 1, kept: 0, cannot_run: 0, entries: [{}] };
    post
      .mockResolvedValueOnce({ errors: [{ code: 'missing_flow', detail: '' }], warnings: [] })
      .mockResolvedValueOnce({ draft, forms: [], report });
    const told = await importFile(fileOf('a.bpmn', '<definitions/>'));
    expect(told).toMatchObject({ draft, report, faults: [] });
    expect(isPlain(told)).toBe(false);
  });

  it('tells why the server refused a file', async () => {
    post.mockRejectedValueOnce(
      new ApiProblem({ title: 'Too large', status: 413, detail: 'Too large.', code: 'x' }, null),
    );
    expect(await importFile(fileOf('a.form', '{}'))).toMatchObject({
      draft: null,
      faults: [{ detail: 'Too large.' }],
    });
  });
});
