import { useState } from 'react';

const STORED = 'kontor.favourites';

const read = (): string[] => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  } catch {
    // Text of somebody else under our name: begin anew.
    return [];
  }
};

/** Keys of the processes that the person marked on this device. */
export const useFavourites = () => {
  const [keys, setKeys] = useState(read);
  const toggle = (key: string) => {
    const next = keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key];
    localStorage.setItem(STORED, JSON.stringify(next));
    setKeys(next);
  };
  return { keys, toggle };
};
