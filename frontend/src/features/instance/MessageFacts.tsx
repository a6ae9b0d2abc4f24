import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type ProcessInstance, type Subscription, type Variables } from '@/shared/api';
import { Dialog, explain, toast } from '@/shared/ui';
import { serverErrors, useVariables, VariableTable } from '@/shared/variables';
import { useSendMessage } from './api';
import classes from './instance.module.css';

interface Props {
  subscription: Subscription;
  instance: ProcessInstance;
}

/** It is broadcast, and never sent to one instance. */
const SIGNAL = 'signal';

/** The message that a step waits for; an operator can send it by hand. */
export const MessageFacts = ({ subscription, instance }: Props) => {
  const { t } = useTranslation('instances');
  const { t: own } = useTranslation('instance');
  const { name, kind, correlation_key: key } = subscription;
  if (kind === SIGNAL) return <p>{own('messages.waitsForSignal', { name })}</p>;
  return (
    <>
      <p>{t(key === null ? 'message.waits' : 'message.waitsWithKey', { name, key: key ?? '' })}</p>
      <div className={classes.stepActions}>
        <SendMessage {...{ subscription, instance }} />
      </div>
    </>
  );
};

/** Send by hand what is waited for: to those who may, where it would be received. */
export const SendMessage = ({ subscription, instance }: Props) => {
  const { t } = useTranslation('instances');
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const [asks, setAsks] = useState(false);
  if (!mayOperate || subscription.suspended || subscription.kind === SIGNAL) return null;
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsks(true)}>
        {t('message.send')}
      </Button>
      {asks && <SendDialog subscription={subscription} onClose={() => setAsks(false)} />}
    </>
  );
};

const NOTHING: Variables = { variables: {}, variable_types: {} };

interface SendProps {
  subscription: Subscription;
  onClose: () => void;
}

/** What the message brings; nothing is fine, too. */
const SendDialog = ({ subscription, onClose }: SendProps) => {
  const { t } = useTranslation('instances');
  const { name } = subscription;
  const editor = useVariables(NOTHING);
  const send = useSendMessage(subscription);
  const [tried, setTried] = useState(false);
  const submit = async () => {
    setTried(true);
    if (editor.hasErrors || send.isPending) return;
    try {
      await send.mutateAsync(editor.changes());
    } catch {
      // Why it was refused stands in the dialog, which stays.
      return;
    }
    toast.done(t('message.sent', { name }));
    onClose();
  };
  return (
    <Dialog size={560} onClose={onClose} title={t('message.title', { name })}>
      <form
        className="k-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{t('message.text')}</p>
        <VariableTable editor={editor} technical tried={tried} refused={serverErrors(send.error)} />
        {send.error && (
          <p role="alert" className={classes.refusal}>
            {t('message.notSent')} {explain(send.error)}
          </p>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('message.keep')}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {t('message.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
