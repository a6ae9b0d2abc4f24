export { editsFrom, type Held } from './edits';
export { serverErrors, useVariables, type VariableEditor } from './useVariables';
export { VariableTable } from './VariableTable';
export { NAMED_KINDS, readText, type Kind, type ReadError } from './kinds';
