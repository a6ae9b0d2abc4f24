/**
 * A call that meets an ended session waits here until the person has signed in again on the same page, and is then
 * sent once more; nothing that was typed is lost.
 */
type Listener = (expired: boolean) => void;

let waiting: { promise: Promise<void>; resolve: () => void } | null = null;
const listeners = new Set<Listener>();
const tell = () => listeners.forEach((listener) => listener(waiting !== null));

export const session = {
  isExpired: () => waiting !== null,

  /** Ask for a new log-in; resolves when there is one. */
  renewal(): Promise<void> {
    if (!waiting) {
      let resolve: () => void = () => undefined;
      const promise = new Promise<void>((done) => (resolve = done));
      waiting = { promise, resolve };
      tell();
    }
    return waiting.promise;
  },

  /** The person has signed in again: every waiting call goes on. */
  renewed(): void {
    waiting?.resolve();
    waiting = null;
    tell();
  },

  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
