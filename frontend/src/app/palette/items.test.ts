// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { filterItems, isId, recentIds, remember } from './items';

const items = [
  { label: 'My groups', detail: 'Inbox' },
  { label: 'Inbox' },
  { label: 'Start Holiday request' },
];
const labels = (query: string) => filterItems(items, query).map((item) => item.label);

describe('the palette', () => {
  beforeEach(() => localStorage.clear());

  it('finds every typed word, what begins with the text first', () => {
    expect(labels('')).toHaveLength(3);
    expect(labels('inbox')).toEqual(['Inbox', 'My groups']);
    expect(labels('hol sta')).toEqual(['Start Holiday request']);
    expect(labels('nothing')).toEqual([]);
  });

  it('knows an id', () => {
    expect(isId(' 01a1fe8e-06de-7655-b092-be276ed9a416 ')).toBe(true);
    expect(isId('INV-20903')).toBe(false);
  });

  it('remembers what was used last', () => {
    remember('a');
    remember('b');
    remember('a');
    expect(recentIds()).toEqual(['a', 'b']);
    localStorage.setItem('kontor.palette.recent', '{broken');
    expect(recentIds()).toEqual([]);
  });
});
