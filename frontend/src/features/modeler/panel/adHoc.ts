import { expression, extension, ofType, own, usuallyTrue, type FieldGroup } from './field';

/** How an ad-hoc sub-process runs: who begins what, in which order, and when it is enough. */
export const AD_HOC: FieldGroup = {
  id: 'adHoc',
  hostOf: ofType('bpmn:AdHocSubProcess'),
  fields: [
    extension('bpm:AdHoc', 'begins', 'select', {
      hint: true,
      options: ['byCondition', 'all', 'chosen'],
    }),
    own('ordering', 'select', { hint: true, options: ['Parallel', 'Sequential'] }),
    expression('completionCondition', { id: 'adHocCondition', hint: true }),
    usuallyTrue('cancelRemainingInstances', { hint: true }),
  ],
};
