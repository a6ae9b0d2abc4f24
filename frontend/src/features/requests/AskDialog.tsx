import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Request } from '@/shared/api';
import { Confirm, explain, toast, useReturnFocus } from '@/shared/ui';
import { useRemind, useWithdraw } from './api';
import classes from './requests.module.css';

export type Kind = 'remind' | 'withdraw';

export interface Asked {
  kind: Kind;
  request: Request;
}

const LONGEST = 1000;

/** Remind those who have the request, or take it back; the one needs no words, the other does. */
export const AskDialog = ({ kind, request, onClose }: Asked & { onClose: () => void }) => {
  const { t } = useTranslation('requests');
  useReturnFocus();
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  const withdraw = useWithdraw();
  const remind = useRemind();
  const name = request.business_key || request.definition_name || request.definition_key;
  const isWithdrawal = kind === 'withdraw';
  const words = text.trim();
  const send = async () => {
    try {
      if (isWithdrawal) await withdraw.mutateAsync({ id: request.id, body: { reason: words } });
      else await remind.mutateAsync({ id: request.id, body: words ? { note: words } : {} });
    } catch (refusal) {
      setError(refusal);
      return;
    }
    toast.done(t(`${kind}Done`, { name }));
    onClose();
  };
  return (
    <Confirm
      opened
      danger={isWithdrawal}
      title={t(`${kind}Title`, { name })}
      confirm={t(`${kind}Confirm`)}
      keep={t('keep')}
      busy={withdraw.isPending || remind.isPending}
      disabled={isWithdrawal && !words}
      onConfirm={() => void send()}
      onClose={onClose}
    >
      <p>{t(`${kind}Text`)}</p>
      <Textarea
        label={t(`${kind}Label`)}
        required={isWithdrawal}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      {error !== null && (
        <p role="alert" className={classes.refusal} data-state="incident">
          {explain(error)}
        </p>
      )}
    </Confirm>
  );
};
