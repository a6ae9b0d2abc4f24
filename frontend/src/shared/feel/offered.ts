/** What FEEL editors offer while one types: the functions that run here, and no others. */
import calls from './functions.json';

/** A function as the editors describe it. */
export interface Offered {
  name: string;
  type: 'function';
  params: readonly { name: string }[];
}

const paramsOf = (way: string) =>
  way === '' ? [] : way.split(', ').map((parameter) => ({ name: parameter }));

/** Every way to call each function of the engine. */
export const ENGINE_FUNCTIONS: readonly Offered[] = Object.entries(calls).flatMap(([name, ways]) =>
  ways.map((way) => ({ name, type: 'function', params: paramsOf(way) })),
);
