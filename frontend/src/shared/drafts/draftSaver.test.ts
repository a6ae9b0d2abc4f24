import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, type Draft } from '@/shared/api';
import { DraftSaver, type DraftPort, type SaveState } from './draftSaver';

const draft = (revision: number, content = '<stored/>'): Draft => ({
  id: 'd1',
  kind: 'process',
  name: 'Holiday',
  key: 'holiday',
  content,
  updated_at: '2026-11-20T10:42:00.000Z',
  updated_by: 'analyst',
  revision,
});

const refusal = (status: number) =>
  new ApiProblem({ status, code: 'x', title: 't', detail: 'd' }, null);

const setup = () => {
  const states: SaveState['kind'][] = [];
  const port = {
    read: vi.fn(() => Promise.resolve({ name: 'Holiday', content: '<mine/>' })),
    write: vi.fn<DraftPort['write']>((_content, revision) => Promise.resolve(draft(revision + 1))),
    fetch: vi.fn(() => Promise.resolve(draft(9, '<theirs/>'))),
    onState: (state: SaveState) => {
      states.push(state.kind);
    },
  };
  return { port, states, saver: new DraftSaver(port, draft(1)) };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('DraftSaver', () => {
  it('writes once, two seconds after the last change', async () => {
    const { port, states, saver } = setup();
    saver.changed();
    await vi.advanceTimersByTimeAsync(1_500);
    saver.changed();
    await vi.advanceTimersByTimeAsync(1_900);
    expect(port.write).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(port.write).toHaveBeenCalledTimes(1);
    expect(port.write.mock.calls[0]?.[1]).toBe(1);
    expect(states).toEqual(['dirty', 'dirty', 'saving', 'saved']);
    expect(saver.isSaved).toBe(true);
  });

  it('uses the revision of the last answer', async () => {
    const { port, saver } = setup();
    saver.changed();
    await saver.save();
    saver.changed();
    await saver.save();
    expect(port.write.mock.calls.map((call) => call[1])).toEqual([1, 2]);
  });

  it('writes again what was changed during a write', async () => {
    const { port, saver } = setup();
    saver.changed();
    port.write.mockImplementationOnce((_content, revision) => {
      saver.changed();
      return Promise.resolve(draft(revision + 1));
    });
    expect(await saver.save()).toBe(false);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(port.write).toHaveBeenCalledTimes(2);
    expect(saver.isSaved).toBe(true);
  });

  it('does nothing when nothing was changed', async () => {
    const { port, saver } = setup();
    expect(await saver.save()).toBe(true);
    expect(port.write).not.toHaveBeenCalled();
  });

  it('tries again by itself when the server is away', async () => {
    const { port, states, saver } = setup();
    port.write.mockRejectedValueOnce(refusal(503));
    saver.changed();
    expect(await saver.save()).toBe(false);
    await vi.advanceTimersByTimeAsync(5_100);
    expect(states).toEqual(['dirty', 'saving', 'failed', 'saving', 'saved']);
  });

  it('stops at a conflict until mine is kept', async () => {
    const { port, states, saver } = setup();
    port.write.mockRejectedValueOnce(refusal(412));
    saver.changed();
    expect(await saver.save()).toBe(false);
    saver.changed();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(port.write).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toBe('conflict');
    expect(await saver.keepMine()).toBe(true);
    expect(port.write.mock.calls[1]?.[1]).toBe(9);
  });

  it('takes theirs and writes nothing', async () => {
    const { port, saver } = setup();
    port.write.mockRejectedValueOnce(refusal(412));
    saver.changed();
    await saver.save();
    expect(saver.takeTheirs()?.content).toBe('<theirs/>');
    expect(saver.isSaved).toBe(true);
    saver.changed();
    await saver.save();
    expect(port.write.mock.calls[1]?.[1]).toBe(9);
  });

  it('writes nothing after the draft was discarded', async () => {
    const { port, saver } = setup();
    saver.changed();
    saver.discard();
    expect(await saver.close()).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(port.write).not.toHaveBeenCalled();
  });
});
