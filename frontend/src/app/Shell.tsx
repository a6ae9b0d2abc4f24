import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useMatches, useNavigation } from 'react-router';
import { api, MeContext, type Me } from '@/shared/api';
import { listen } from '@/shared/hotkeys';
import { Failure, RefetchBar } from '@/shared/ui';
import { Header } from './Header';
import { MobileHead, TabBar } from './Mobile';
import { Nav } from './Nav';
import { Overlays } from './Overlays';
import type { PageHandle } from './routes';
import classes from './Shell.module.css';

const useHandle = (): PageHandle =>
  Object.assign({}, ...useMatches().map((match) => match.handle)) as PageHandle;

/** Parts of an address that name the page; a task within a list or a dialog is no other page. */
const lengthOf = (pathname: string): number | undefined => {
  if (pathname.startsWith('/start')) return 2;
  if (!pathname.startsWith('/inbox')) return undefined;
  return pathname.startsWith('/inbox/filter/') ? 4 : 3;
};

/** Move the focus to the page when another one opens, so that a screen reader begins there. */
const useFocusOnPage = () => {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const page = pathname.split('/').slice(0, lengthOf(pathname)).join('/');
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [page]);
  return main;
};

/** Frame of every page: left bar, header, the page, and what floats above them. */
export const Shell = () => {
  const { t } = useTranslation();
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.get<Me>('/me', { signal }),
    staleTime: 60_000,
  });
  useEffect(listen, []);
  if (me.isError)
    return <Failure title={t('error.me')} error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data) return <Overlays />;
  return (
    <MeContext value={me.data}>
      <Frame />
      <Overlays />
    </MeContext>
  );
};

const Frame = () => {
  const { t } = useTranslation();
  const { ownHead = false, rail = false } = useHandle();
  const narrow = useMediaQuery('(max-width: 767px)', window.innerWidth < 768, {
    getInitialValueInEffect: false,
  });
  const main = useFocusOnPage();
  // An open task has the bottom of a narrow screen for its own buttons.
  const isTask = useMatches().at(-1)?.params.taskId !== undefined;
  const loading = useNavigation().state === 'loading';
  return (
    <div className={classes.shell} data-rail={rail || undefined}>
      <a href="#main" className={classes.skip}>
        {t('nav.skip')}
      </a>
      {!narrow && <Nav rail={rail} />}
      {narrow ? !ownHead && <MobileHead /> : <Header />}
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <RefetchBar active={loading} />
        <Outlet />
      </main>
      {narrow && !isTask && <TabBar />}
    </div>
  );
};
