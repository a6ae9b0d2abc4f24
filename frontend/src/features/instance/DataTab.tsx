import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type ProcessInstance, type Variables } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { explain, Failure, SkeletonRows, toast } from '@/shared/ui';
import { serverErrors, useVariables, VariableTable, type VariableEditor } from '@/shared/variables';
import { useData, useSaveData } from './api';
import { DataHistory } from './DataHistory';
import classes from './instance.module.css';
import { matches } from './scopes';
import { useRevealed } from './useRevealed';

const DataJson = lazy(() => import('./DataJson'));
const ScopeTree = lazy(() => import('./ScopeTree'));

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
  return <DataPane instance={instance} data={data.data} />;
};

interface Props {
  instance: ProcessInstance;
  data: Variables;
}

type Look = 'table' | 'json';

const DataPane = ({ instance, data }: Props) => {
  const { t } = useTranslation('instance');
  const [search, setSearch] = useState('');
  const [look, setLook] = useState<Look>('table');
  const [ofName, setOfName] = useState('');
  const box = useRef<HTMLInputElement>(null);
  const history = useRef<HTMLElement>(null);
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const { shown, onReveal, dialog, forget } = useRevealed(data, {
    instanceId: instance.id,
    visit: null,
    mayReveal: mayOperate,
  });
  useHotkeys(t('data.keys'), [
    { keys: ['/'], label: t('data.search'), run: () => box.current?.focus() },
  ]);
  const tell = (name: string) => {
    setOfName(name);
    history.current?.scrollIntoView({ block: 'start' });
    history.current?.querySelector('select')?.focus({ preventScroll: true });
  };
  return (
    <div className={classes.data}>
      <div className={classes.dataBar}>
        <TextInput
          ref={box}
          type="search"
          aria-label={t('data.search')}
          placeholder={t('data.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('data.look')}
          value={look}
          data={[
            { value: 'table', label: t('data.table') },
            { value: 'json', label: t('data.json') },
          ]}
          onChange={(value) => setLook(value as Look)}
        />
      </div>
      {/* What was typed stays while the other look is shown. */}
      <div hidden={look !== 'table'}>
        <DataTable
          {...{ instance, search, mayOperate, onReveal }}
          data={shown}
          onHistory={tell}
          onSaved={forget}
        />
      </div>
      <Suspense fallback={null}>
        {look === 'json' && <DataJson data={shown} search={search} />}
        <ScopeTree instanceId={instance.id} search={search} mayReveal={mayOperate} />
      </Suspense>
      <DataHistory ref={history} instanceId={instance.id} name={ofName} onName={setOfName} />
      {dialog}
    </div>
  );
};

interface TableProps extends Props {
  search: string;
  mayOperate: boolean;
  onHistory: (name: string) => void;
  /** Undefined for who may not look at secret values. */
  onReveal: ((name: string) => void) | undefined;
  /** What was revealed is old then. */
  onSaved: () => void;
}

/** What is changed stays in sight, whatever is searched for. */
const found = (editor: VariableEditor, search: string): VariableEditor => ({
  ...editor,
  rows: editor.rows.filter((row) => row.isChanged || matches(search, row.name, row.text)),
});

const DataTable = (props: TableProps) => {
  const { instance, data, search, mayOperate, onHistory, onReveal, onSaved } = props;
  const { t } = useTranslation('instances');
  const { t: own } = useTranslation('instance');
  const editor = useVariables(data);
  const save = useSaveData(instance.id);
  const [tried, setTried] = useState(false);
  const live = instance.state === 'active' || instance.state === 'suspended';
  const readOnly = !live || !mayOperate;
  const submit = () => {
    setTried(true);
    if (!editor.isDirty || editor.hasErrors || save.isPending) return;
    save.mutate(editor.changes(), {
      onSuccess: () => {
        editor.clear();
        onSaved();
        setTried(false);
        toast.done(t('data.saved'));
      },
    });
  };
  const keys = [
    { keys: ['Mod+s', 'Mod+Enter'], label: t('data.save'), everywhere: true, run: submit },
  ];
  useHotkeys(t('one.tabs.data'), readOnly ? [] : keys);
  const shown = found(editor, search);
  const noneFits = shown.rows.length === 0 && editor.rows.length > 0;
  return (
    <>
      {readOnly && <p className={classes.hint}>{t(live ? 'data.readOnly' : 'data.ended')}</p>}
      {noneFits ? (
        <p className={classes.hint}>{own('data.noMatch')}</p>
      ) : (
        <VariableTable
          editor={shown}
          readOnly={readOnly}
          technical
          tried={tried}
          refused={serverErrors(save.error)}
          onHistory={onHistory}
          onReveal={onReveal}
        />
      )}
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
    </>
  );
};
