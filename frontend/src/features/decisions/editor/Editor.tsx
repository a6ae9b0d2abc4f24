import { Tabs } from '@mantine/core';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type Draft } from '@/shared/api';
import { useDraftSaving } from '@/shared/drafts';
import { useHotkeys } from '@/shared/hotkeys';
import { fetchContent } from '@/shared/library/api';
import { Findings } from '@/shared/library/Findings';
import { Conflict } from '@/shared/library/SaveNote';
import { useWantedElement } from '@/shared/library/useWantedElement';
import '@/shared/library/words';
import { useTitle } from '@/shared/ui';
import { Bench } from './Bench';
import { Canvas } from './Canvas';
import { DecisionEditor } from './createEditor';
import classes from './editor.module.css';
import { decisionHolding, decisionsOf, mainDecision } from './model';
import { Toolbar } from './Toolbar';
import { useFindings } from './useFindings';
import { useLook } from './useLook';
import { Views } from './Views';
import { XmlTab } from './XmlTab';

const DeployDialog = lazy(() => import('@/shared/library/DeployDialog'));
const VersionsTab = lazy(() => import('@/shared/library/VersionsTab'));

const TABS = ['design', 'xml', 'versions'] as const;
type Tab = (typeof TABS)[number];

/** The newest text of the file, kept for those who write it later than they are drawn. */
const useText = (draft: Draft) => {
  const { t } = useTranslation('library');
  const [xml, setXml] = useState(draft.content);
  const newest = useRef(draft.content);
  const read = useCallback(
    () => ({
      name: mainDecision(newest.current)?.name ?? draft.name,
      content: newest.current,
    }),
    [draft.name],
  );
  const { saver, state } = useDraftSaving(draft, read, t('save.left', { name: draft.name }));
  const take = useCallback(
    (next: string) => {
      if (next === newest.current) return;
      newest.current = next;
      setXml(next);
      saver.changed();
    },
    [saver],
  );
  return { xml, read, take, saver, state };
};

/** What stands in the file: its decisions, and key and name of the one that it is about. */
const useFacts = (xml: string, otherwise: string) =>
  useMemo(() => {
    const main = mainDecision(xml);
    return {
      decisions: decisionsOf(xml) ?? [],
      key: main?.id ?? '',
      name: main?.name ?? otherwise,
    };
  }, [xml, otherwise]);

const makeEditor = (host: HTMLElement) => new DecisionEditor(host);

/** The editor of one file of decisions with its bench, its problems and its versions. */
export const Editor = ({ draft }: { draft: Draft }) => {
  const { t } = useTranslation('decisions');
  const mayDeploy = useMay('deployment.create');
  const { xml, read, take, saver, state } = useText(draft);
  // Another text than the editor's own: it is read in anew.
  const [opened, setOpened] = useState({ xml, count: 0 });
  const [tab, setTab] = useState<Tab>('design');
  const [deploying, setDeploying] = useState(false);
  const [editor, setEditor] = useState<DecisionEditor | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [hits, setHits] = useState<readonly string[]>([]);
  const checked = useFindings(xml);
  const { findings, checking } = checked;
  const { decisions, key, name } = useFacts(xml, draft.name);
  useTitle(name);
  useLook(editor);
  useEffect(() => {
    const faults = findings.flatMap(({ element_id }) => (element_id ? [element_id] : []));
    editor?.mark({ hits, faults });
  }, [editor, findings, hits]);

  const changed = (made: DecisionEditor) => {
    setHits([]);
    void made.read().then(take);
  };
  useEffect(() => editor?.onChange(() => changed(editor)));
  const replace = (next: string) => {
    take(next);
    setHits([]);
    setOpened({ xml: next, count: opened.count + 1 });
  };
  const showElement = async (id: string) => {
    const holder = decisionHolding(xml, id);
    if (!editor || !holder) return;
    await editor.open(holder);
    editor.reveal(id);
  };
  useWantedElement(editor && ((id) => void showElement(id)));
  const choose = async (index: number) => {
    const found = findings[index];
    if (!found) return;
    setChosen(index);
    setTab(editor ? 'design' : 'xml');
    if (found.element_id) await showElement(found.element_id);
  };
  const stack = tab === 'design' ? (editor?.stack ?? null) : null;
  useHotkeys(t('keys.group'), [
    { keys: ['Mod+s'], label: t('keys.save'), everywhere: true, run: () => void saver.save() },
    {
      keys: ['F8'],
      label: t('keys.next'),
      everywhere: true,
      run: () => void choose(((chosen ?? -1) + 1) % Math.max(findings.length, 1)),
    },
    { keys: ['Mod+z'], label: t('keys.undo'), run: () => stack?.undo() },
    { keys: ['Mod+y', 'Mod+Shift+z'], label: t('keys.redo'), run: () => stack?.redo() },
  ]);

  return (
    <div className={classes.page}>
      <Toolbar
        name={name}
        state={state}
        stack={stack}
        onDeploy={mayDeploy ? () => setDeploying(true) : null}
      />
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
        {/* The editor stays, so that undo reaches back over a look at the text. */}
        <Tabs.Panel value="design" keepMounted className={classes.design}>
          <div className={classes.work}>
            <div className={classes.drawing}>
              {editor && <Views drawing={editor} />}
              <Canvas key={opened.count} xml={opened.xml} make={makeEditor} onDrawing={setEditor} />
            </div>
            <Bench
              decisions={decisions}
              shown={editor?.shown ?? null}
              main={key}
              read={() => read().content}
              onHits={setHits}
            />
          </div>
          <Findings
            findings={findings}
            checking={checking}
            chosen={chosen}
            onChoose={(index) => void choose(index)}
          />
        </Tabs.Panel>
        <Tabs.Panel value="xml" className={classes.panel}>
          <XmlTab text={xml} onApply={replace} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className={classes.panel}>
          <Suspense fallback={null}>
            <VersionsTab
              kind="decision"
              itemKey={key}
              onTake={async ({ id }) => replace(await fetchContent('decision', id))}
            />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      <Suspense fallback={null}>
        {deploying && (
          <DeployDialog
            kind="decision"
            content={xml}
            draftId={draft.id}
            name={name}
            itemKey={key}
            checked={checked}
            onShow={(finding) => {
              setDeploying(false);
              void choose(findings.indexOf(finding));
            }}
            save={() => saver.save()}
            onClose={() => setDeploying(false)}
          />
        )}
      </Suspense>
    </div>
  );
};
