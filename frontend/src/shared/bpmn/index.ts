export { BpmnViewer, type BpmnViewerProps } from './BpmnViewer';
export { BpmnPicture } from './BpmnPicture';
export type { DiagramBadge, DiagramMark, DiagramNode, DiagramPath, DiagramState } from './types';
export { semanticDiff, type DiffKind, type ElementDiff } from './semanticDiff';
