import { writeModdle } from './commands';
import { expression, extension, ofType, own, type FieldGroup } from './field';

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
    own('cancelRemainingInstances', 'check', {
      hint: true,
      read: (host) => host.get('cancelRemainingInstances') !== false,
      // True is what holds without it; false has to be written.
      write: (place, value) => [
        writeModdle(place, place.host, {
          cancelRemainingInstances: value === true ? undefined : false,
        }),
      ],
    }),
  ],
};
