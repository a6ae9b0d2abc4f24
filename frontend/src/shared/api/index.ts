export { api, cookie, newKey, request, type RequestOptions } from './client';
export { ApiProblem, isProblem, type FieldProblem, type ProblemBody } from './problem';
export {
  isJsonObject,
  isNumber,
  ExactNumber,
  exactNumber,
  isNumberText,
  parseJson,
  stringifyJson,
  type Json,
  type JsonObject,
} from './json';
export { session } from './session';
export { unique, usePages, type Pages } from './pages';
export { may, MeContext, useMay, useMe, type MeValue } from './me';
export type * from './decisions';
export type * from './tasks';
export type * from './notifications';
export type * from './types';
