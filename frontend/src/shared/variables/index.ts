export { editsFrom, type Held } from './edits';
export { serverErrors, useVariables, type VariableEditor } from './useVariables';
export { VariableTable } from './VariableTable';
