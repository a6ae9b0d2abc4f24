import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RevealedVariable } from '@/shared/api';
import { Confirm, explain } from '@/shared/ui';
import { useReveal } from './api';
import classes from './instance.module.css';

interface Props {
  instanceId: string;
  name: string;
  /** The visit that the value lives in; null for the instance itself. */
  visit: string | null;
  onRevealed: (found: RevealedVariable) => void;
  onClose: () => void;
}

/** Ask why somebody wants to see a secret value: the record keeps it. */
const RevealDialog = ({ instanceId, name, visit, onRevealed, onClose }: Props) => {
  const { t } = useTranslation('instance');
  const [reason, setReason] = useState('');
  const reveal = useReveal(instanceId);
  const confirm = () => {
    if (reveal.isPending) return;
    reveal.mutate(
      { name, visit, reason: reason.trim() },
      {
        onSuccess: (found) => {
          onRevealed(found);
          onClose();
        },
      },
    );
  };
  return (
    <Confirm
      opened
      danger={false}
      title={t('reveal.title', { name })}
      confirm={t('reveal.confirm')}
      keep={t('reveal.keep')}
      onConfirm={confirm}
      onClose={onClose}
      busy={reveal.isPending}
      disabled={reason.trim() === ''}
    >
      <p>{t('reveal.text')}</p>
      <Textarea
        label={t('reveal.reason')}
        required
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      {reveal.error && (
        <p role="alert" className={classes.refusal}>
          {explain(reveal.error)}
        </p>
      )}
    </Confirm>
  );
};

export default RevealDialog;
