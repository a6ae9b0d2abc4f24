import { isProblem, type Draft } from '@/shared/api';

export type SaveState =
  | { kind: 'saved'; at: Date }
  | { kind: 'dirty' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'conflict'; theirs: Draft; mine: string };

export interface DraftContent {
  name: string;
  content: string;
}

/** What the saver needs from outside. */
export interface DraftPort {
  /** Read the model as it stands. */
  read(): Promise<DraftContent>;
  /** Write it; refused with 412 where the revision is not the newest. */
  write(content: DraftContent, revision: number): Promise<Draft>;
  /** Read the newest stored draft. */
  fetch(): Promise<Draft>;
  onState(state: SaveState): void;
}

const QUIET_MS = 2_000;
const RETRY_MS = [5_000, 15_000, 30_000];
const PRECONDITION_FAILED = 412;

/**
 * Keeps a draft on the server in step with the editor.
 *
 * It writes two seconds after the last change, one write at a time, tries again when the server is away, and stops
 * at a conflict until a person has chosen.
 */
export class DraftSaver {
  private readonly port: DraftPort;
  private revision: number;
  private changes = 0;
  private savedChanges = 0;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<boolean> | null = null;
  private state: SaveState;

  constructor(port: DraftPort, draft: Draft) {
    this.port = port;
    this.revision = draft.revision;
    this.state = { kind: 'saved', at: new Date(draft.updated_at) };
  }

  get isSaved(): boolean {
    return this.changes === this.savedChanges;
  }

  /** The model was changed. */
  changed(): void {
    this.changes += 1;
    if (this.state.kind === 'conflict') return;
    this.tell({ kind: 'dirty' });
    this.schedule(QUIET_MS);
  }

  /** Write now; true when everything is stored. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (this.isSaved) return true;
    if (this.state.kind === 'conflict') return false;
    this.running = this.write().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** End a conflict: what is here replaces what is stored. */
  async keepMine(): Promise<boolean> {
    if (this.state.kind !== 'conflict') return false;
    this.revision = this.state.theirs.revision;
    this.changes += 1;
    this.state = { kind: 'dirty' };
    return this.save();
  }

  /** End a conflict: the editor shows what is stored. */
  takeTheirs(): Draft | null {
    if (this.state.kind !== 'conflict') return null;
    const { theirs } = this.state;
    this.revision = theirs.revision;
    this.savedChanges = this.changes;
    this.tell({ kind: 'saved', at: new Date(theirs.updated_at) });
    return theirs;
  }

  /** The draft is gone: nothing is written any more. */
  discard(): void {
    clearTimeout(this.timer);
    this.savedChanges = this.changes;
  }

  /** The editor closes: write what is left, start nothing any more. */
  async close(): Promise<boolean> {
    const done = await this.save();
    clearTimeout(this.timer);
    return done;
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), ms);
  }

  private tell(state: SaveState): void {
    this.state = state;
    this.port.onState(state);
  }

  private async write(): Promise<boolean> {
    const upTo = this.changes;
    let mine = '';
    this.tell({ kind: 'saving' });
    try {
      const content = await this.port.read();
      mine = content.content;
      const draft = await this.port.write(content, this.revision);
      this.stored(draft, upTo);
      return this.isSaved;
    } catch (error) {
      await this.refused(error, mine);
      return false;
    }
  }

  private stored(draft: Draft, upTo: number): void {
    this.revision = draft.revision;
    this.savedChanges = upTo;
    this.failures = 0;
    if (this.isSaved) {
      this.tell({ kind: 'saved', at: new Date(draft.updated_at) });
      return;
    }
    this.tell({ kind: 'dirty' });
    this.schedule(QUIET_MS);
  }

  private async refused(error: unknown, mine: string): Promise<void> {
    if (isProblem(error) && error.status === PRECONDITION_FAILED) {
      try {
        this.tell({ kind: 'conflict', theirs: await this.port.fetch(), mine });
        return;
      } catch (away) {
        this.fail(away);
        return;
      }
    }
    this.fail(error);
  }

  private fail(error: unknown): void {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? QUIET_MS;
    this.failures += 1;
    this.tell({ kind: 'failed', error });
    this.schedule(wait);
  }
}
