export { BpmnViewer, type BpmnViewerProps } from './BpmnViewer';
export type { DiagramBadge, DiagramNode, DiagramPath, DiagramState } from './types';
