export { DropFiles, MODEL_FILES } from './DropFiles';
export { useDropTarget } from './useDropTarget';
export { offerFile } from './offerFile';
