export { editsFrom, typedOf, withRevealed, type Held, type Typed } from './edits';
export { serverErrors, useVariables, type VariableEditor } from './useVariables';
export { ReadValue, SecretMark, VariableTable } from './VariableTable';
export { NAMED_KINDS, readText, type Kind, type ReadError } from './kinds';
