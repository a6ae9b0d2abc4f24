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
const fileOf = (name: string, content: string | Uint8Array): File => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const file = new File([], name);
  Object.defineProperty(file, 'arrayBuffer', {
    value: () => Promise.resolve(bytes.slice().buffer),
  });
  return file;
};
const bytesOf = (...parts: (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((p) => (typeof p === 'number' ? [p] : [...p].map((c) => c.charCodeAt(0)))),
  );

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

  it.each([
    [
      'as it declares',
      bytesOf('<?xml version="1.0" encoding="windows-1252"?><a n="', 0xfc, '"/>'),
      'ü',
    ],
    ['by its byte order mark', bytesOf(0xff, 0xfe, '<', 0, 0xfc, 0), '<ü'],
    ['else as UTF-8', bytesOf(0xc3, 0xbc), 'ü'],
    [
      'as UTF-8 where nobody knows it',
      bytesOf('<?xml version="1.0" encoding="x-no"?>', 0xc3, 0xbc),
      'ü',
    ],
  ])('reads a file %s', async (_, bytes, text) => {
    post.mockResolvedValueOnce({ errors: [{ code: 'xml_malformed', detail: '' }], warnings: [] });
    await importFile(fileOf('a.dmn', bytes));
    expect(post).toHaveBeenCalledWith('/drafts/check', {
      content: expect.stringContaining(text) as string,
      kind: 'decision',
    });
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
