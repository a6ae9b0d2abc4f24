import { ActionIcon, Button, Tabs, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseJson, stringifyJson, useMay, type Draft } from '@/shared/api';
import { useDraftSaving } from '@/shared/drafts';
import { isFormSchema, type FormSchema } from '@/shared/forms';
import { useHotkeys } from '@/shared/hotkeys';
import { fetchContent } from '@/shared/library/api';
import { Findings } from '@/shared/library/Findings';
import { Conflict, SaveNote } from '@/shared/library/SaveNote';
import { useWantedElement } from '@/shared/library/useWantedElement';
import '@/shared/library/words';
import { SkeletonRows, useTitle } from '@/shared/ui';
import classes from './builder.module.css';
import type { FormBuilder } from './createEditor';
import { Design } from './Design';
import { useTrial } from './trial';
import { useFindings } from './useFindings';

const DataTab = lazy(() => import('./DataTab'));
const DeployDialog = lazy(() => import('@/shared/library/DeployDialog'));
const JsonTab = lazy(() => import('./JsonTab'));
const Preview = lazy(() => import('./Preview'));
const VersionsTab = lazy(() => import('@/shared/library/VersionsTab'));

const TABS = ['design', 'preview', 'data', 'json', 'versions'] as const;
type Tab = (typeof TABS)[number];

interface Props {
  draft: Draft;
  begun: FormSchema;
}

const nameOf = (schema: FormSchema, fallback: string): string =>
  typeof schema.name === 'string' && schema.name.trim() !== '' ? schema.name : fallback;

/** The editor of one form with its preview, its problems and its versions. */
export const Builder = ({ draft, begun }: Props) => {
  const { t } = useTranslation('builder');
  const { t: library } = useTranslation('library');
  const mayDeploy = useMay('deployment.create');
  const [schema, setSchema] = useState(begun);
  // Another text than the editor's own: it is read in anew.
  const [opened, setOpened] = useState({ schema: begun, count: 0 });
  const [tab, setTab] = useState<Tab>('design');
  const [deploying, setDeploying] = useState(false);
  const [editor, setEditor] = useState<FormBuilder | null>(null);
  const newest = useRef(schema);
  const read = useCallback(
    () => ({
      name: nameOf(newest.current, draft.name),
      content: stringifyJson(newest.current, 2),
    }),
    [draft.name],
  );
  const { saver, state } = useDraftSaving(draft, read, library('save.left', { name: draft.name }));
  const checked = useFindings(schema);
  const { findings, checking } = checked;
  const [chosen, setChosen] = useState<number | null>(null);
  const trial = useTrial();
  const name = nameOf(schema, draft.name);
  useTitle(name);

  const take = useCallback(
    (next: FormSchema) => {
      if (stringifyJson(next) === stringifyJson(newest.current)) return;
      newest.current = next;
      setSchema(next);
      saver.changed();
    },
    [saver],
  );
  const replace = (next: FormSchema) => {
    take(next);
    setOpened({ schema: next, count: opened.count + 1 });
  };
  const takeText = (text: string) => {
    const found = parseJson(text);
    if (isFormSchema(found)) replace(found);
  };
  // The editor stays as it is: the click that leaves the name goes where it was aimed.
  const rename = (typed: string) =>
    editor ? editor.rename(typed) : replace({ ...schema, name: typed });
  const choose = (index: number) => {
    const found = findings[index];
    if (!found) return;
    setChosen(index);
    setTab(editor ? 'design' : 'json');
    if (found.element_id) editor?.choose(found.element_id);
  };
  useWantedElement(editor && ((id) => editor.choose(id)));
  const isDesign = tab === 'design';
  useHotkeys(t('keys.group'), [
    { keys: ['Mod+s'], label: t('keys.save'), everywhere: true, run: () => void saver.save() },
    {
      keys: ['F8'],
      label: t('keys.next'),
      everywhere: true,
      run: () => choose(((chosen ?? -1) + 1) % Math.max(findings.length, 1)),
    },
    { keys: ['Alt+ArrowUp'], label: t('keys.up'), run: () => isDesign && editor?.move(-1) },
    { keys: ['Alt+ArrowDown'], label: t('keys.down'), run: () => isDesign && editor?.move(1) },
    { keys: ['Mod+d'], label: t('keys.duplicate'), run: () => isDesign && editor?.duplicate() },
    { keys: ['Delete'], label: t('keys.remove'), run: () => isDesign && editor?.remove() },
    { keys: ['Mod+z'], label: t('keys.undo'), run: () => isDesign && editor?.stack.undo() },
    {
      keys: ['Mod+y', 'Mod+Shift+z'],
      label: t('keys.redo'),
      run: () => isDesign && editor?.stack.redo(),
    },
  ]);

  return (
    <div className={classes.page}>
      <div className={classes.toolbar} role="toolbar" aria-label={t('tool.bar')}>
        <h1>
          <NameField name={name} onRename={rename} />
        </h1>
        <SaveNote state={state} />
        <span className={classes.tools}>
          <History editor={editor} isShown={isDesign} />
          {mayDeploy && <Button onClick={() => setDeploying(true)}>{t('tool.deploy')}</Button>}
        </span>
      </div>
      <Conflict saver={saver} state={state} />
      <Tabs
        value={tab}
        onChange={(value) => setTab(value as Tab)}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('tool.views')}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {/* The editor stays, so that undo reaches back over a look at the preview. */}
        <Tabs.Panel value="design" keepMounted className={classes.design}>
          <Design key={opened.count} schema={opened.schema} onEditor={setEditor} onChange={take} />
          <Findings findings={findings} checking={checking} chosen={chosen} onChoose={choose} />
        </Tabs.Panel>
        <Suspense fallback={<SkeletonRows />}>
          <Tabs.Panel value="preview" className={classes.panel}>
            <Preview schema={schema} trial={trial} />
          </Tabs.Panel>
          <Tabs.Panel value="data" className={classes.panel}>
            <DataTab schema={schema} findings={findings} />
          </Tabs.Panel>
          <Tabs.Panel value="json" className={classes.panel}>
            <JsonTab text={stringifyJson(schema, 2)} onApply={replace} />
          </Tabs.Panel>
          <Tabs.Panel value="versions" className={classes.panel}>
            <VersionsTab
              kind="form"
              itemKey={String(schema.id ?? '')}
              onTake={async ({ id }) => takeText(await fetchContent('form', id))}
            />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
      <Suspense fallback={null}>
        {deploying && (
          <DeployDialog
            draftId={draft.id}
            name={name}
            kind="form"
            itemKey={String(schema.id ?? '')}
            content={stringifyJson(schema, 2)}
            checked={checked}
            onShow={(finding) => {
              setDeploying(false);
              choose(findings.indexOf(finding));
            }}
            save={() => saver.save()}
            onClose={() => setDeploying(false)}
          />
        )}
      </Suspense>
    </div>
  );
};

const NameField = ({ name, onRename }: { name: string; onRename: (name: string) => void }) => {
  const { t } = useTranslation('builder');
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      className={classes.name}
      aria-label={t('tool.name')}
      value={typed ?? name}
      maxLength={200}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (typed !== null && typed.trim() !== '' && typed !== name) onRename(typed.trim());
        setTyped(null);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
};

const History = ({ editor, isShown }: { editor: FormBuilder | null; isShown: boolean }) => {
  const { t } = useTranslation('builder');
  const [can, setCan] = useState({ undo: false, redo: false });
  useEffect(() => {
    if (!editor) return;
    const look = () => setCan({ undo: editor.stack.canUndo(), redo: editor.stack.canRedo() });
    look();
    editor.onChange(look);
  }, [editor]);
  return (
    <>
      <Tooltip label={`${t('keys.undo')} (Ctrl Z)`}>
        <ActionIcon
          aria-label={t('keys.undo')}
          disabled={!editor || !can.undo || !isShown}
          onClick={() => editor?.stack.undo()}
        >
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${t('keys.redo')} (Ctrl Y)`}>
        <ActionIcon
          aria-label={t('keys.redo')}
          disabled={!editor || !can.redo || !isShown}
          onClick={() => editor?.stack.redo()}
        >
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
};
