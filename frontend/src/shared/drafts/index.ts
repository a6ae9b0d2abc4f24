export {
  createDraft,
  deployDraft,
  type DraftInList,
  listDrafts,
  newestDraftOf,
  openAsDraft,
  openVersionAsDraft,
  type DraftKind,
} from './drafts';
export { DeployNote } from './DeployNote';
export { emptyModel, keyFrom, modelFacts } from './template';
export { DraftSaver, type DraftContent, type SaveState, type Stored } from './draftSaver';
