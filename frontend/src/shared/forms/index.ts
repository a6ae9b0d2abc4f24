export { fitDraft, together, type Typed } from './fitting';
export { FormView, type FormHandle, type FormState } from './FormView';
export { LeftOver, OldDraft } from './OldDraft';
export {
  allComponents,
  childrenOf,
  isFormSchema,
  outcomesOf,
  type FormComponent,
  type FormSchema,
  type Outcome,
} from './schema';
