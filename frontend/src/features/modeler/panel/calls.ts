import type { ProcessDefinition } from '@/shared/api';
import type { ModdleElement } from '@/shared/bpmn/types';
import { readExtension } from './commands';

export const CALLED = 'bpm:CalledElement';

/** What the server tells of processes; given to the editor as its service `processes`. */
export interface Processes {
  /** The newest versions of processes whose name or key holds the text. */
  search(text: string, signal: AbortSignal): Promise<ProcessDefinition[]>;
  /** All versions of one process, the newest first. */
  versionsOf(key: string, signal: AbortSignal): Promise<ProcessDefinition[]>;
}

/** Read which process a call activity calls; FEEL with its mark. */
export const readCalled = (host: ModdleElement): string =>
  ((host.get('calledElement') as string | undefined) ?? '').trim();

/** Read a setting of a call. */
export const readCall = (host: ModdleElement, property: string): string =>
  (readExtension(host, CALLED, property) as string | undefined) ?? '';

/** The version that a call would start now, as far as that can be told; undefined where none. */
export const versionMeant = (
  host: ModdleElement,
  versions: readonly ProcessDefinition[],
): ProcessDefinition | undefined => {
  switch (readCall(host, 'binding')) {
    case 'version':
      return versions.find(({ version }) => version.toString() === readCall(host, 'version'));
    case 'versionTag':
      return versions.find(({ version_tag: tag }) => tag === readCall(host, 'versionTag'));
    default:
      return versions[0];
  }
};

/** The tags of versions, each once, the newest first. */
export const tagsOf = (versions: readonly ProcessDefinition[]): string[] => [
  ...new Set(versions.map(({ version_tag: tag }) => tag ?? '').filter((tag) => tag !== '')),
];
