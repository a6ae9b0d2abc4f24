import { isProblem, type Draft } from '@/shared/api';

/** What is written. */
export interface DraftContent {
  name: string;
  content: string;
}

/** What is stored; `updated_at` is null where nothing is yet. */
export interface Stored {
  revision: number;
  updated_at: string | null;
}

export type SaveState<Content = DraftContent, Kept extends Stored = Draft> =
  | { kind: 'saved'; at: Date }
  | { kind: 'dirty' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'conflict'; theirs: Kept; mine: Content };

/** What the saver needs from outside. */
export interface DraftPort<Content = DraftContent, Kept extends Stored = Draft> {
  /** Read what is being edited as it stands. */
  read(): Promise<Content>;
  /** Write it; refused with 412 where the revision is not the newest. */
  write(content: Content, revision: number): Promise<Kept>;
  /** Read the newest stored draft. */
  fetch(): Promise<Kept>;
  onState(state: SaveState<Content, Kept>): void;
}

const QUIET_MS = 2_000;
const RETRY_MS = [5_000, 15_000, 30_000];
const PRECONDITION_FAILED = 412;

const savedAt = ({ updated_at }: Stored): Date => new Date(updated_at ?? 0);

/**
 * Keeps a draft on the server in step with the editor.
 *
 * It writes two seconds after the last change, one write at a time, tries again when the server is away, and stops
 * at a conflict until a person has chosen.
 */
export class DraftSaver<Content = DraftContent, Kept extends Stored = Draft> {
  private readonly port: DraftPort<Content, Kept>;
  private revision: number;
  private changes = 0;
  private savedChanges = 0;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<boolean> | null = null;
  private state: SaveState<Content, Kept>;

  constructor(port: DraftPort<Content, Kept>, draft: Kept) {
    this.port = port;
    this.revision = draft.revision;
    this.state = { kind: 'saved', at: savedAt(draft) };
  }

  get isSaved(): boolean {
    return this.changes === this.savedChanges;
  }

  /** Something was changed. */
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
  takeTheirs(): Kept | null {
    if (this.state.kind !== 'conflict') return null;
    const { theirs } = this.state;
    this.revision = theirs.revision;
    this.savedChanges = this.changes;
    this.tell({ kind: 'saved', at: savedAt(theirs) });
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

  private tell(state: SaveState<Content, Kept>): void {
    this.state = state;
    this.port.onState(state);
  }

  private async write(): Promise<boolean> {
    const upTo = this.changes;
    let mine: Content;
    this.tell({ kind: 'saving' });
    try {
      mine = await this.port.read();
    } catch (error) {
      this.fail(error);
      return false;
    }
    try {
      this.stored(await this.port.write(mine, this.revision), upTo);
      return this.isSaved;
    } catch (error) {
      await this.refused(error, mine);
      return false;
    }
  }

  private stored(draft: Kept, upTo: number): void {
    this.revision = draft.revision;
    this.savedChanges = upTo;
    this.failures = 0;
    if (this.isSaved) {
      this.tell({ kind: 'saved', at: savedAt(draft) });
      return;
    }
    this.tell({ kind: 'dirty' });
    this.schedule(QUIET_MS);
  }

  private async refused(error: unknown, mine: Content): Promise<void> {
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
