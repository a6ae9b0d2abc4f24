import { describe, expect, it } from 'vitest';
import { partsOf } from './properties';

const told = (path: string) =>
  partsOf(path).map(({ word, name, number }) => `${word ?? name}${number && ` ${number}`}`);

describe('what a property is called', () => {
  it.each([
    ['name', ['name']],
    ['extensionElements/assignment/candidateGroups', ['assignment', 'candidateGroups']],
    ['timerEventDefinition/timeDuration', ['timerEventDefinition', 'timeDuration']],
    ['extensionElements/ioMapping/input[2]/name', ['input 2', 'name']],
    ['extensionElements/somethingForeign', ['something foreign']],
  ])('%s', (path, parts) => {
    expect(told(path)).toEqual(parts);
  });
});
