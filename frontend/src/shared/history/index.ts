export { CutNotice } from './CutNotice';
export { linesOf, taskLinesOf } from './lines';
export type { HistoryLine } from './tellers';
export { Timeline } from './Timeline';
export { useActivities, useHistory, useRecord } from './useHistory';
