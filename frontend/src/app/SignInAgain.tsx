import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, session, type Me } from '@/shared/api';
import { cookie } from '@/shared/api/client';

/** Log in through the same page that the server draws; its answer tells whether it worked. */
const logIn = async (username: string, password: string): Promise<'in' | 'wrong' | 'throttled'> => {
  // The log-in page sets a fresh token, for the case that the old one went with the session.
  await fetch('/login', { credentials: 'same-origin' });
  const answer = await fetch('/login', {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'X-CSRFToken': cookie('csrftoken') ?? '',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ username, password, next: '/' }).toString(),
    redirect: 'manual',
  });
  if (answer.type === 'opaqueredirect') return 'in';
  return answer.status === 429 ? 'throttled' : 'wrong';
};

/** The session has ended: sign in on top of the page, which stays as it is. */
export const SignInAgain = () => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const expired = useSyncExternalStore(session.subscribe, session.isExpired);
  const known = client.getQueryData<Me>(['me'])?.username ?? '';
  const [username, setUsername] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<'wrong' | 'throttled' | 'unreachable' | null>(null);
  const [busy, setBusy] = useState(false);
  const name = username ?? known;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const result = await logIn(name, password);
      setFailure(result === 'in' ? null : result);
      if (result !== 'in') return;
      const me = await api.get<Me>('/me', { keepUnauthorized: true });
      // Another person must not send what the first one typed.
      if (known && me.username !== known) return window.location.reload();
      setPassword('');
      session.renewed();
    } catch {
      setFailure('unreachable');
    } finally {
      setBusy(false);
    }
  };

  const messages = {
    wrong: t('session.wrong'),
    throttled: t('session.tooMany'),
    unreachable: t('error.code.unreachable'),
  };
  return (
    <Modal
      opened={expired}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('session.title')}
      size={480}
      centered
      zIndex={400}
    >
      <form className="k-dialog" onSubmit={(event) => void submit(event)}>
        <p>{t('session.text')}</p>
        <TextInput
          label={t('session.username')}
          size="md"
          value={name}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={t('session.password')}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          error={failure && messages[failure]}
          required
          withAsterisk={false}
          data-autofocus
        />
        <div className="k-dialog-actions">
          <Button component="a" href="/login" variant="subtle" color="gray">
            {t('session.leave')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('session.signIn')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};
