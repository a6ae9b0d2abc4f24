export {
  createDraft,
  type DraftInList,
  listDrafts,
  newestDraftOf,
  openAsDraft,
  openVersionAsDraft,
} from './drafts';
export { emptyModel, keyFrom, modelFacts } from './template';
export { DraftSaver, type DraftContent, type SaveState, type Stored } from './draftSaver';
