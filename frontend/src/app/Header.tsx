import { ActionIcon, Tooltip } from '@mantine/core';
import { IconHelpCircle, IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Kbd } from '@/shared/ui';
import { Bell } from './Bell';
import { openKeys, openPalette } from './palette/open';
import { ProfileMenu } from './ProfileMenu';
import classes from './Shell.module.css';
import { ThemeSwitch } from './ThemeSwitch';

/** The bar above the page on a wide screen. */
export const Header = () => {
  const { t } = useTranslation();
  return (
    <header className={classes.header}>
      <button
        type="button"
        className={classes.search}
        onClick={openPalette}
        aria-keyshortcuts="Control+K"
      >
        <IconSearch size={16} stroke={1.8} aria-hidden />
        <span>{t('header.search')}</span>
        <span className={classes.searchKeys} aria-hidden>
          Ctrl K
        </span>
      </button>
      <div className={classes.tools}>
        <Tooltip
          label={
            <>
              {t('header.keys')} <Kbd keys="?" />
            </>
          }
        >
          <ActionIcon onClick={openKeys} aria-label={t('header.keys')}>
            <IconHelpCircle size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Bell />
        <ThemeSwitch />
        <ProfileMenu />
      </div>
    </header>
  );
};
