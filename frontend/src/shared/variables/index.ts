export { editsFrom, typedOf, type Held, type Typed } from './edits';
export { serverErrors, useVariables, type VariableEditor } from './useVariables';
export { ReadValue, VariableTable } from './VariableTable';
export { NAMED_KINDS, readText, type Kind, type ReadError } from './kinds';
