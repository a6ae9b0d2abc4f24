export { linesOf, taskLinesOf, type HistoryLine } from './lines';
export { Timeline } from './Timeline';
export { useActivities, useHistory } from './useHistory';
