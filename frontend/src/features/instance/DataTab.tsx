import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type ProcessInstance, type Variables } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { explain, Failure, SkeletonRows, toast } from '@/shared/ui';
import { serverErrors, useVariables, VariableTable } from '@/shared/variables';
import { useData, useSaveData } from './api';
import { DataHistory } from './DataHistory';
import classes from './instance.module.css';

/** The variables of an instance; operators change them while it lives. */
export const DataTab = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const data = useData(instance.id);
  if (data.error && !data.data) {
    return (
      <Failure title={t('data.failed')} error={data.error} onRetry={() => void data.refetch()} />
    );
  }
  if (!data.data) return <SkeletonRows rows={5} height={48} />;
  return <DataTable instance={instance} data={data.data} />;
};

const DataTable = ({ instance, data }: { instance: ProcessInstance; data: Variables }) => {
  const { t } = useTranslation('instances');
  const editor = useVariables(data);
  const save = useSaveData(instance.id);
  const [tried, setTried] = useState(false);
  const live = instance.state === 'active' || instance.state === 'suspended';
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const readOnly = !live || !mayOperate;
  const submit = () => {
    setTried(true);
    if (!editor.isDirty || editor.hasErrors || save.isPending) return;
    save.mutate(editor.changes(), {
      onSuccess: () => {
        editor.clear();
        setTried(false);
        toast.done(t('data.saved'));
      },
    });
  };
  const keys = [
    { keys: ['Mod+s', 'Mod+Enter'], label: t('data.save'), everywhere: true, run: submit },
  ];
  useHotkeys(t('one.tabs.data'), readOnly ? [] : keys);
  return (
    <div className={classes.data}>
      {readOnly && <p className={classes.hint}>{t(live ? 'data.readOnly' : 'data.ended')}</p>}
      <VariableTable
        editor={editor}
        readOnly={readOnly}
        technical
        tried={tried}
        refused={serverErrors(save.error)}
      />
      {save.error && (
        <p role="alert" className={classes.refusal}>
          {t('data.notSaved')} {explain(save.error)}
        </p>
      )}
      {editor.isDirty && (
        <div className={classes.saveBar}>
          <Button onClick={submit} loading={save.isPending} aria-keyshortcuts="Control+S">
            {t('data.save')}
          </Button>
          <Button variant="subtle" onClick={editor.clear}>
            {t('data.discard')}
          </Button>
        </div>
      )}
      <DataHistory instanceId={instance.id} />
    </div>
  );
};
