import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '@/shared/api';
import { number } from '@/shared/format';
import { toast } from '@/shared/ui';
import { useAnnotate } from './api';
import classes from './incidents.module.css';

const LONGEST = 10_000;

interface Props {
  incidents: readonly Incident[];
  /** How many the whole group holds. */
  count: number;
  readOnly: boolean;
}

/** What people found out about the fault; written to every incident of it that is read here. */
export const Note = ({ incidents, count, readOnly }: Props) => {
  const { t } = useTranslation('incidents');
  const { t: common } = useTranslation();
  const annotate = useAnnotate();
  const [typed, setTyped] = useState<string | null>(null);
  const note = incidents.find((one) => one.note)?.note ?? '';
  if (readOnly && !note) return null;
  const save = async () => {
    const value = typed?.trim() || null;
    const { done, refused } = await annotate.mutateAsync({ incidents, value });
    const [why] = refused;
    if (why) toast.failed(t('notNoted', { count: refused.length, why }));
    else setTyped(null);
    if (done > 0) toast.done(t('noted', { count: done, total: number(count) }));
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
