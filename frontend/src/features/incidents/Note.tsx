import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentGroup } from '@/shared/api';
import { tell } from '@/shared/ui';
import { useAnnotate } from './api';
import classes from './incidents.module.css';

/** As the server takes it. */
const LONGEST = 10_000;

interface Props {
  group: IncidentGroup;
  readOnly: boolean;
}

/** What people found out about the fault; written to every open incident of it. */
export const Note = ({ group, readOnly }: Props) => {
  const { t } = useTranslation('incidents');
  const { t: common } = useTranslation();
  const annotate = useAnnotate();
  const [typed, setTyped] = useState<string | null>(null);
  const note = group.note ?? '';
  if (readOnly && !note) return null;
  const save = async () => {
    const value = typed?.trim() || null;
    const done = await tell(annotate.mutateAsync({ group, value }), {
      done: t(value === null ? 'noteTakenAway' : 'noted', { count: group.count }),
      failed: t('notNoted'),
    });
    if (done) setTyped(null);
  };
  return (
    <section aria-label={t('note')}>
      <h3>{t('note')}</h3>
      {typed === null && note && <p className={classes.note}>{note}</p>}
      {typed === null && !readOnly && (
        <Button size="xs" variant="default" onClick={() => setTyped(note)}>
          {t(note ? 'changeNote' : 'addNote')}
        </Button>
      )}
      {typed !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <Textarea
            aria-label={t('note')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={LONGEST}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoFocus
          />
          <div className={classes.actions}>
            <Button type="submit" size="xs" variant="default" loading={annotate.isPending}>
              {common('action.save')}
            </Button>
            <Button size="xs" variant="subtle" onClick={() => setTyped(null)}>
              {t('keepNote')}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
};
