export { FolderBar } from './FolderBar';
export { Inside } from './Inside';
export { useLibrary, type LibraryPlace } from './useLibrary';
export { RowMenu, useMoving, type Movable } from './useMoving';
export { useWantedElement } from './useWantedElement';
export { NothingHere, VersionedLibrary } from './VersionedLibrary';
export { searchRows } from './versionedRows';
export { emptyOf } from './empty';
export {
  fetchContent,
  fetchNewest,
  fetchVersionsOf,
  moveEntries,
  type Version,
  type VersionedKind,
} from './api';
