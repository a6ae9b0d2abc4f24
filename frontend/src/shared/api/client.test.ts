// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api, request, url } from './client';
import { ApiProblem } from './problem';
import { session } from './session';

const answer = (body: string, init: ResponseInit & { type?: string } = {}) =>
  new Response(init.status === 204 ? null : body, {
    ...init,
    headers: { 'Content-Type': init.type ?? 'application/json', ...(init.headers ?? {}) },
  });

const fetched = vi.fn<typeof fetch>();
beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
  document.cookie = 'csrftoken=abc';
});
const sent = (call = 0) => ({
  address: fetched.mock.calls[call]?.[0],
  init: fetched.mock.calls[call]?.[1] as RequestInit & { headers: Headers },
});

describe('client', () => {
  it('leaves empty parameters out', () => {
    expect(url('/user-tasks', { view: 'mine', cursor: null, limit: 50 })).toBe(
      '/api/v1/user-tasks?view=mine&limit=50',
    );
  });

  it('sends the token, the key and the revision with a write', async () => {
    fetched.mockResolvedValue(answer('{}'));
    await api.post(
      '/user-tasks/1/complete',
      { variables: {} },
      { idempotencyKey: 'k', ifMatch: 7 },
    );
    const { headers } = sent().init;
    expect(headers.get('X-CSRFToken')).toBe('abc');
    expect(headers.get('Idempotency-Key')).toBe('k');
    expect(headers.get('If-Match')).toBe('"7"');
  });

  it('makes a problem of a refusal', async () => {
    const body =
      '{"title": "Taken", "status": 409, "detail": "bob has it.", "code": "task_is_claimed"}';
    fetched.mockResolvedValue(
      answer(body, {
        status: 409,
        type: 'application/problem+json',
        headers: { 'X-Request-Id': 'r1' },
      }),
    );
    const problem = await api.get('/x').catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({
      status: 409,
      code: 'task_is_claimed',
      requestId: 'r1',
      isConflict: true,
    });
  });

  it('makes a problem of silence and of an answer that is no JSON', async () => {
    fetched.mockRejectedValueOnce(new TypeError('failed'));
    await expect(api.get('/x')).rejects.toMatchObject({ code: 'unreachable', isUnreachable: true });
    fetched.mockResolvedValueOnce(answer('<html>', { status: 502, type: 'text/html' }));
    await expect(api.get('/x')).rejects.toMatchObject({ status: 502, code: 'unexpected_answer' });
  });

  it('waits for a new log-in and sends the call once more', async () => {
    fetched.mockResolvedValueOnce(answer('{}', { status: 401 }));
    fetched.mockResolvedValueOnce(answer('{"n": 1.10}', { headers: { ETag: '"3"' } }));
    const pending = request<{ n: unknown }>('POST', '/x', { body: { a: 1 } });
    await vi.waitFor(() => expect(session.isExpired()).toBe(true));
    session.renewed();
    const { data, etag } = await pending;
    expect(String(data.n)).toBe('1.10');
    expect(etag).toBe('"3"');
    expect(sent(1).init.body).toBe('{"a":1}');
  });
});
