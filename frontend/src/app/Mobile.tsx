import { ActionIcon, Drawer } from '@mantine/core';
import { IconDots, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useMe } from '@/shared/api';
import { BellLink } from '@/shared/notifications';
import { Mark } from '@/shared/ui';
import { entriesFor, isHere, type NavEntry } from './navigation';
import { openPalette } from './palette/open';
import { ProfileMenu } from './ProfileMenu';
import classes from './Shell.module.css';
import { ThemeSwitch } from './ThemeSwitch';

/** Head of a page on a narrow screen. */
export const MobileHead = () => {
  const { t } = useTranslation();
  return (
    <header className={classes.mobileHead}>
      <Link to="/inbox/mine" className={classes.brand} aria-label="Kontor">
        <Mark />
        <span>Kontor</span>
      </Link>
      <span className={classes.mobileTools}>
        <BellLink />
        <ActionIcon size={44} onClick={openPalette} aria-label={t('header.search')}>
          <IconSearch size={20} stroke={1.8} />
        </ActionIcon>
      </span>
    </header>
  );
};

const Tab = ({ entry, here }: { entry: NavEntry; here: boolean }) => {
  const { t } = useTranslation();
  return (
    <Link
      to={entry.to}
      className={classes.tab}
      data-here={here || undefined}
      aria-current={here ? 'page' : undefined}
    >
      <entry.icon size={20} stroke={1.6} aria-hidden />
      {t(`nav.${entry.name}`)}
    </Link>
  );
};

const SHOWN = 3;

/** Pages at the thumb; the rest is behind "More". */
export const TabBar = () => {
  const { t } = useTranslation();
  const me = useMe();
  const { pathname } = useLocation();
  const [more, setMore] = useState(false);
  const entries = entriesFor(me);
  const rest = entries.slice(SHOWN);
  return (
    <>
      <nav className={classes.tabs} aria-label={t('nav.label')}>
        {entries.slice(0, SHOWN).map((entry) => (
          <Tab key={entry.name} entry={entry} here={isHere(entry, pathname)} />
        ))}
        <button
          type="button"
          className={classes.tab}
          data-here={rest.some((entry) => isHere(entry, pathname)) || undefined}
          onClick={() => setMore(true)}
        >
          <IconDots size={20} stroke={1.6} aria-hidden />
          {t('nav.more')}
        </button>
      </nav>
      <Drawer
        opened={more}
        onClose={() => setMore(false)}
        position="bottom"
        size="auto"
        title={me.username}
      >
        <ul className={classes.moreList}>
          {rest.map((entry) => (
            <li key={entry.name}>
              <Link
                to={entry.to}
                className={classes.item}
                data-here={isHere(entry, pathname) || undefined}
                onClick={() => setMore(false)}
              >
                <entry.icon size={18} stroke={1.6} aria-hidden />
                <span className={classes.word}>{t(`nav.${entry.name}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
        <div className={classes.moreTools}>
          <BellLink onClick={() => setMore(false)} />
          <ThemeSwitch />
          <ProfileMenu />
        </div>
      </Drawer>
    </>
  );
};
