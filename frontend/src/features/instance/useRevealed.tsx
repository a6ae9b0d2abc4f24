import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { withRevealed, type Held } from '@/shared/variables';

const RevealDialog = lazy(() => import('./RevealDialog'));

interface Place {
  instanceId: string;
  /** The visit that the values live in; null for the instance itself. */
  visit: string | null;
  /** Whether the reader may look at secret values at all. */
  mayReveal: boolean;
}

interface Revealed<T> {
  /** With what was revealed; it is forgotten when the page is left. */
  shown: T;
  /** Opens the dialog; undefined for who may not. */
  onReveal: ((name: string) => void) | undefined;
  dialog: ReactNode;
  forget: () => void;
}

const NONE: readonly Held[] = [];

/** Values of which some are secret, and the way to see one for a reason. */
export const useRevealed = <T extends Held>(
  held: T,
  { instanceId, visit, mayReveal }: Place,
): Revealed<T> => {
  const [found, setFound] = useState(NONE);
  const [asked, setAsked] = useState<string | null>(null);
  const shown = useMemo(() => withRevealed(held, found), [held, found]);
  const dialog = asked !== null && (
    <Suspense fallback={null}>
      <RevealDialog
        {...{ instanceId, visit }}
        name={asked}
        onRevealed={({ name, value, variable_types }) =>
          setFound((known) => [...known, { variables: { [name]: value }, variable_types }])
        }
        onClose={() => setAsked(null)}
      />
    </Suspense>
  );
  return {
    shown,
    onReveal: mayReveal ? setAsked : undefined,
    dialog,
    forget: () => setFound(NONE),
  };
};
