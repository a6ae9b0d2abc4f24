import { describe, expect, it } from 'vitest';
import { allFolders, isWithin, subfolders, wayTo } from './folders';

const PATHS = ['', 'Finance', 'Finance/Bills', 'Finance/Bills', 'Finance/Loans/Big', 'People'];

describe('folders', () => {
  it('tells what lies where', () => {
    expect(isWithin('Finance/Bills', 'Finance')).toBe(true);
    expect(isWithin('Financial', 'Finance')).toBe(false);
    expect(isWithin('', '')).toBe(true);
  });

  it('counts what lies in and below each folder', () => {
    expect(subfolders(PATHS, '')).toEqual([
      { path: 'Finance', name: 'Finance', count: 4 },
      { path: 'People', name: 'People', count: 1 },
    ]);
    expect(subfolders(PATHS, 'Finance')).toEqual([
      { path: 'Finance/Bills', name: 'Bills', count: 2 },
      { path: 'Finance/Loans', name: 'Loans', count: 1 },
    ]);
    expect(subfolders(PATHS, 'People')).toEqual([]);
  });

  it('knows the way to a folder, and those that hold only folders', () => {
    expect(wayTo('Finance/Loans')).toEqual([
      { name: 'Finance', path: 'Finance' },
      { name: 'Loans', path: 'Finance/Loans' },
    ]);
    expect(wayTo('')).toEqual([]);
    expect(allFolders(PATHS)).toContain('Finance/Loans');
    expect(allFolders(PATHS)).toHaveLength(5);
  });
});
