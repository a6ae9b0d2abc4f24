export {
  createDraft,
  deployDraft,
  type DraftInList,
  fetchDraft,
  listDrafts,
  newestDraftOf,
  openAsDraft,
  openVersionAsDraft,
  type DraftKind,
  writeDraft,
} from './drafts';
export { useDraftSaving } from './useDraftSaving';
export { DeployNote } from './DeployNote';
export { emptyModel, keyFrom, modelFacts } from './template';
export { DraftSaver, type DraftContent, type SaveState, type Stored } from './draftSaver';
