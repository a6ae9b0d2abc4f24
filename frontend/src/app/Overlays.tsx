import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useHotkeys } from '@/shared/hotkeys';
import { useContext } from 'react';
import { MeContext } from '@/shared/api';
import { entriesFor } from './navigation';
import { onOpen } from './palette/open';
import { SignInAgain } from './SignInAgain';

const loadPalette = () => import('./palette/Palette');
const Palette = lazy(loadPalette);
const KeySheet = lazy(() => import('./KeySheet'));

/** What floats above every page: palette, sheet of keys, the new log-in. */
export const Overlays = () => {
  const { t } = useTranslation();
  const me = useContext(MeContext);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  useEffect(() => onOpen(setOpen), []);
  useEffect(() => {
    // Loaded ahead, so that not even the first letter typed is lost.
    const timer = setTimeout(() => void loadPalette(), 1500);
    return () => clearTimeout(timer);
  }, []);

  const entries = me ? entriesFor(me) : [];
  useHotkeys(
    t('keys.go'),
    entries.map((entry) => ({
      keys: [entry.keys],
      label: t(`nav.${entry.name}`),
      run: () => void navigate(entry.to),
    })),
  );
  useHotkeys(t('keys.everywhere'), [
    { keys: ['Mod+k'], label: t('keys.palette'), everywhere: true, run: () => setOpen('palette') },
    { keys: ['?'], label: t('keys.sheet'), run: () => setOpen('keys') },
    { keys: ['r'], label: t('keys.refresh'), run: () => void client.invalidateQueries() },
  ]);

  const close = () => setOpen(null);
  return (
    <>
      <Suspense>
        {me && open === 'palette' && <Palette onClose={close} />}
        {open === 'keys' && <KeySheet onClose={close} />}
      </Suspense>
      <SignInAgain />
    </>
  );
};
