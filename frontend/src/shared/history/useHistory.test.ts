// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from 'vitest';
import { MOST_ITEMS, readAll } from './useHistory';

const PAGE = 500;
const fetched = vi.fn<typeof fetch>();

/** Answer as a list of so many items does: page by page, the cursor being where the next begins. */
const serve = (total: number) =>
  fetched.mockImplementation((input) => {
    const address = input instanceof Request ? input.url : input.toString();
    const { searchParams } = new URL(address, 'http://suite');
    const from = Number(searchParams.get('cursor') ?? 0);
    const to = Math.min(total, from + Number(searchParams.get('limit')));
    const items = Array.from({ length: to - from }, (_, place) => from + place);
    const body = { items, page: { next_cursor: to < total ? to.toString() : null } };
    return Promise.resolve(
      new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }),
    );
  });

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
});

it('reads every page, in order', async () => {
  serve(2 * PAGE + 1);
  const read = await readAll<number>('/record', new AbortController().signal);
  expect(read.items).toHaveLength(2 * PAGE + 1);
  expect(read.items.at(-1)).toBe(2 * PAGE);
  expect(read.isCut).toBe(false);
});

it('says where it stops before the end, and only there', async () => {
  serve(MOST_ITEMS);
  expect((await readAll('/record', new AbortController().signal)).isCut).toBe(false);
  serve(MOST_ITEMS + 1);
  const read = await readAll('/record', new AbortController().signal);
  expect(read.items).toHaveLength(MOST_ITEMS);
  expect(read.isCut).toBe(true);
});
