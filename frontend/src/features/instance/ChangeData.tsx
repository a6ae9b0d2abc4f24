import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInstance, Variables } from '@/shared/api';
import { Dialog, explain, Failure, SkeletonRows } from '@/shared/ui';
import { serverErrors, useVariables, VariableTable } from '@/shared/variables';
import { useData, useSaveData } from './api';
import classes from './instance.module.css';

interface Props {
  instance: ProcessInstance;
  name: string;
  /** Called when the data is stored: the step is tried again. */
  onSaved: () => void;
  onClose: () => void;
}

/** Mend the data of an instance and try the step again, in one go. */
export const ChangeData = (props: Props) => {
  const { t } = useTranslation('instances');
  const data = useData(props.instance.id);
  return (
    <Dialog size={560} onClose={props.onClose} title={t('changeData.title', { name: props.name })}>
      {data.data && <Editor {...props} data={data.data} />}
      {!data.data && data.error && (
        <Failure title={t('data.failed')} error={data.error} onRetry={() => void data.refetch()} />
      )}
      {!data.data && !data.error && <SkeletonRows rows={3} height={48} />}
    </Dialog>
  );
};

const Editor = ({ instance, data, onSaved, onClose }: Props & { data: Variables }) => {
  const { t } = useTranslation('instances');
  const editor = useVariables(data);
  const save = useSaveData(instance.id);
  const [tried, setTried] = useState(false);
  const submit = async () => {
    setTried(true);
    if (editor.hasErrors || save.isPending) return;
    try {
      if (editor.isDirty) await save.mutateAsync(editor.changes());
    } catch {
      // What was refused is shown at its field and below; the dialog stays.
      return;
    }
    onClose();
    onSaved();
  };
  return (
    <form
      className="k-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <VariableTable editor={editor} technical tried={tried} refused={serverErrors(save.error)} />
      {save.error && (
        <p role="alert" className={classes.refusal}>
          {t('data.notSaved')} {explain(save.error)}
        </p>
      )}
      <div className="k-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('changeData.keep')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t(editor.isDirty ? 'changeData.confirm' : 'step.retry')}
        </Button>
      </div>
    </form>
  );
};
