import { Menu, UnstyledButton } from '@mantine/core';
import {
  IconBell,
  IconBook2,
  IconKey,
  IconKeyboard,
  IconLock,
  IconLogout,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, useMe } from '@/shared/api';
import { cookie } from '@/shared/api/client';
import { initials } from '@/shared/format';
import { singleKeysAreOn, switchSingleKeys } from '@/shared/hotkeys';
import { i18next, language, LANGUAGES, type Language } from '@/shared/i18n';
import { PersonMark, toast } from '@/shared/ui';
import classes from './Shell.module.css';

/** Signing out is a write, so it is a form with the token. */
const signOut = () => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/logout';
  const token = document.createElement('input');
  token.type = 'hidden';
  token.name = 'csrfmiddlewaretoken';
  token.value = cookie('csrftoken') ?? '';
  form.append(token);
  document.body.append(form);
  form.submit();
};

/** Keep the language with the person, then load the page anew for it. */
const chooseLanguage = async (next: Language) => {
  try {
    await api.patch('/me', { language: next });
    window.location.reload();
  } catch (error) {
    toast.failed(i18next.t('profileMenu.languageNotKept'), error);
  }
};

/** A language in its own words: "Deutsch". */
const ownName = (one: Language): string =>
  new Intl.DisplayNames(one, { type: 'language' }).of(one) ?? one;

export const ProfileItems = () => {
  const { t } = useTranslation();
  const [single, setSingle] = useState(singleKeysAreOn);
  const toggle = () => {
    switchSingleKeys(!single);
    setSingle(!single);
  };
  return (
    <>
      <Menu.Item component={Link} to="/profile/notifications" leftSection={<IconBell size={16} />}>
        {t('profileMenu.notifications')}
      </Menu.Item>
      <Menu.Item component={Link} to="/profile/tokens" leftSection={<IconKey size={16} />}>
        {t('profileMenu.tokens')}
      </Menu.Item>
      <Menu.Item component="a" href="/password" leftSection={<IconLock size={16} />}>
        {t('profileMenu.password')}
      </Menu.Item>
      <Menu.Item component="a" href="/api/docs" leftSection={<IconBook2 size={16} />}>
        {t('profileMenu.apiDocs')}
      </Menu.Item>
      <Menu.CheckboxItem
        checked={single}
        onChange={toggle}
        checkIcon={<IconKeyboard size={16} />}
        rightSection={<span className={classes.menuValue}>{single ? t('yes') : t('no')}</span>}
      >
        {t('profileMenu.singleKeys')}
      </Menu.CheckboxItem>
      <Menu.Divider />
      <Menu.Label>{t('profileMenu.language')}</Menu.Label>
      <Menu.RadioGroup value={language} onChange={(one) => void chooseLanguage(one as Language)}>
        {LANGUAGES.map((one) => (
          <Menu.RadioItem key={one} value={one} lang={one}>
            {ownName(one)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Item onClick={signOut} leftSection={<IconLogout size={16} />}>
        {t('profileMenu.signOut')}
      </Menu.Item>
    </>
  );
};

export const ProfileMenu = ({ children }: { children?: ReactNode }) => {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Menu position="bottom-end" width={232} shadow="md">
      <Menu.Target>
        {children ?? (
          <UnstyledButton
            className={classes.avatar}
            aria-label={`${initials(me.username)}, ${t('header.profile')}`}
          >
            <PersonMark name={me.username} size={28} />
          </UnstyledButton>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('profileMenu.signedIn', { name: me.username })}</Menu.Label>
        <ProfileItems />
      </Menu.Dropdown>
    </Menu>
  );
};
