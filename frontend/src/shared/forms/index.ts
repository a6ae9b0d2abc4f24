export { FormView, type FormHandle, type FormState } from './FormView';
export {
  allComponents,
  childrenOf,
  isFormSchema,
  outcomesOf,
  type FormComponent,
  type FormSchema,
  type Outcome,
} from './schema';
