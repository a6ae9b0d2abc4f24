import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type Draft } from '@/shared/api';
import { useBpmnIo } from '@/shared/bpmn/useBpmnIo';
import { ZoomControls } from '@/shared/bpmn/ZoomControls';
import { useDraftSaving } from '@/shared/drafts';
import { useHotkeys } from '@/shared/hotkeys';
import { i18next } from '@/shared/i18n';
import type { Finding } from '@/shared/library/findings';
import { useWantedElement } from '@/shared/library/useWantedElement';
import { useTitle } from '@/shared/ui';
import { Broken } from './Broken';
import { Dialogs } from './Dialogs';
import { DraftMenu } from './DraftMenu';
import { Drawer } from './Drawer';
import { Toolbar } from './Toolbar';
import { fetchConnectors, fetchLive } from './api';
import {
  createModeler,
  drawnOwner,
  mainProcess,
  readXml,
  type ModelerInstance,
} from './editor/createModeler';
import { atDrawn } from './problems';
import { useMarks } from './useMarks';
import { useModel, type ModelFacts } from './useModel';
import { useModelCheck, type CheckState } from './useModelCheck';
import { showElement, useProblemChoice } from './useProblemChoice';
import classes from './modeler.module.css';

const Simulation = lazy(() => import('./simulation/Simulation'));

const texts = (key: string, values: Record<string, string | number> = {}): string =>
  i18next.t(key as 'unnamed', { ns: 'modeler', ...values });
const create = (container: HTMLElement): ModelerInstance => createModeler(container, texts);

/** Where the panel of the chosen element is drawn. */
const usePanel = (modeler: ModelerInstance | null) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!modeler || !place.current) return undefined;
    const panel = modeler.get('propertiesPanel');
    panel.attachTo(place.current);
    return () => panel.detach();
  }, [modeler]);
  return place;
};

/** Hand the panel what can be called, and let it draw itself again once that is known. */
const useConnectors = (modeler: ModelerInstance | null): void => {
  const connectors = useQuery({
    queryKey: ['connectors'],
    queryFn: ({ signal }) => fetchConnectors(signal),
    staleTime: Infinity,
  });
  const templates = connectors.data;
  useEffect(() => {
    if (!modeler || !templates) return;
    modeler.get('catalogue').templates = templates;
    modeler.get('eventBus').fire('propertiesPanel.providersChanged');
  }, [modeler, templates]);
};

/** Tell the panel what is wrong, so that it stands beside the fields. */
const useFindings = (modeler: ModelerInstance | null, problems: readonly Finding[]): void => {
  useEffect(() => {
    if (!modeler) return;
    modeler.get('findings').problems = problems;
    modeler.get('eventBus').fire('propertiesPanel.providersChanged');
  }, [modeler, problems]);
};

/** Put problems of undrawn parts, such as an event's trigger, at what they are part of. */
const useDrawnProblems = (modeler: ModelerInstance | null, check: CheckState): CheckState => {
  const { problems } = check;
  const drawn = useMemo(
    () => (modeler ? atDrawn(problems, (id) => drawnOwner(modeler, id)) : problems),
    [modeler, problems],
  );
  return { ...check, problems: drawn };
};

/** Show the element that the address of the page names. */
const useAddressed = (modeler: ModelerInstance | null, ready: boolean): void =>
  useWantedElement(ready && modeler ? (id) => showElement(modeler, id) : null);

/** The model that is being simulated: as it stood when that began. */
const useSimulation = (readSource: () => Promise<string>) => {
  const [simulated, setSimulated] = useState<string | null>(null);
  const stop = useCallback(() => setSimulated(null), []);
  const toggle = () => {
    if (simulated !== null) stop();
    else void readSource().then(setSimulated);
  };
  return { simulated, toggle, stop };
};

/** Read the model as it stands; waits for nothing, so that a closing editor can still be read. */
const useReaders = (modeler: ModelerInstance | null, fallbackName: string) => {
  const readSource = useCallback(async () => {
    if (!modeler) throw new Error('The editor is not there yet.');
    return readXml(modeler);
  }, [modeler]);
  const readContent = useCallback(async () => {
    const content = await readSource();
    return { content, name: (modeler && mainProcess(modeler)?.name) || fallbackName };
  }, [modeler, readSource, fallbackName]);
  return { readSource, readContent };
};

const useSource = (
  shown: boolean,
  revision: number,
  read: () => Promise<string>,
): string | null => {
  const [xml, setXml] = useState<string | null>(null);
  useEffect(() => {
    if (!shown) return undefined;
    let alive = true;
    read()
      .then((text) => alive && setXml(text))
      // the canvas says what is wrong with a model that cannot be written
      .catch(() => alive && setXml(null));
    return () => {
      alive = false;
    };
  }, [shown, revision, read]);
  return xml;
};

/** What a draft is a draft of, in words. */
const useOrigin = (key: string | null): string => {
  const { t } = useTranslation('modeler');
  const live = useQuery({
    queryKey: ['process-definitions', 'by-key', key],
    queryFn: ({ signal }) => fetchLive(key ?? '', signal),
    enabled: key !== null,
  });
  if (live.data === undefined) return t('version.draft');
  return live.data ? t('version.of', { version: live.data.version }) : t('version.first');
};

interface Actions {
  save: () => void;
  nextProblem: () => void;
  act: (action: string) => void;
}

const useEditorKeys = ({ save, nextProblem, act }: Actions): void => {
  const { t } = useTranslation('modeler');
  useHotkeys(t('keysGroup'), [
    { keys: ['Mod+s'], label: t('tool.save'), everywhere: true, run: save },
    { keys: ['F8'], label: t('tool.next'), everywhere: true, run: nextProblem },
    { keys: ['Mod+f'], label: t('tool.find'), everywhere: true, run: () => act('find') },
    { keys: ['Mod+z'], label: t('tool.undo'), run: () => act('undo') },
    { keys: ['Mod+y', 'Mod+Shift+z'], label: t('tool.redo'), run: () => act('redo') },
  ]);
};

const NO_FACTS: ModelFacts = { name: '', key: null, canUndo: false, canRedo: false };

/** The BPMN editor with its panel, its problems and its tools. */
export const Editor = ({ draft }: { draft: Draft }) => {
  const { t } = useTranslation('modeler');
  const mayDeploy = useMay('deployment.create');
  const { hostRef, instance: modeler } = useBpmnIo(create);
  const panel = usePanel(modeler);
  const { readSource, readContent } = useReaders(modeler, draft.name);
  const { simulated, toggle: simulate, stop } = useSimulation(readSource);
  const isSimulating = simulated !== null;
  useConnectors(modeler);
  const { saver, state: save } = useDraftSaving(
    draft,
    readContent,
    t('save.left', { name: draft.name }),
  );
  const { check, checkSoon, ...answered } = useModelCheck(readSource);
  const checked = useDrawnProblems(modeler, answered);
  const [shown, setShown] = useState({ content: draft.content, round: 0 });
  const [revision, setRevision] = useState(0);
  const [dialog, setDialog] = useState<'deploy' | 'conflict' | null>(null);
  const [drawer, setDrawer] = useState({ tab: 'problems', open: true });

  const changed = useCallback(() => {
    setRevision((before) => before + 1);
    saver.changed();
    checkSoon();
  }, [saver, checkSoon]);
  const { loading, facts: read, rename } = useModel(modeler, shown, changed);
  const facts = read ?? { ...NO_FACTS, name: draft.name };
  const ready = loading.state === 'ready';
  const { chosen, choose, chooseElement, chooseNext } = useProblemChoice(modeler, checked.problems);
  useFindings(modeler, checked.problems);
  useAddressed(modeler, ready);
  useMarks(modeler, ready, checked.problems, chooseElement);
  const xml = useSource(ready && drawer.open && drawer.tab === 'xml', revision, readSource);

  useEffect(() => {
    if (ready) void check();
  }, [ready, check, shown]);

  const name = facts.name || t('unnamed');
  useTitle(t('title', { name }));
  const { key } = facts;
  const origin = useOrigin(key);

  const nameOf = useCallback(
    (id: string) => modeler?.get('elementRegistry').get(id)?.businessObject.name || id,
    [modeler],
  );
  const showProblems = () => setDrawer({ tab: 'problems', open: true });
  const act = (action: string) => {
    if (!isSimulating) modeler?.get('editorActions').trigger(action);
  };
  const checkNow = () => {
    showProblems();
    void check();
  };
  const nextProblem = () => {
    showProblems();
    chooseNext();
  };
  const openDeploy = async () => {
    await check();
    setDialog('deploy');
  };
  const takeTheirs = () => {
    const theirs = saver.takeTheirs();
    if (theirs) setShown(({ round }) => ({ content: theirs.content, round: round + 1 }));
    setDialog(null);
  };
  const keepMine = () => {
    setDialog(null);
    void saver.keepMine();
  };

  useEditorKeys({ save: () => void saver.save(), nextProblem, act });

  return (
    <div className={classes.page} data-simulating={isSimulating || undefined}>
      <Toolbar
        name={facts.name}
        onRename={rename}
        origin={origin}
        save={save}
        onConflict={() => setDialog('conflict')}
        canUndo={facts.canUndo && !isSimulating}
        canRedo={facts.canRedo && !isSimulating}
        onUndo={() => act('undo')}
        onRedo={() => act('redo')}
        simulating={isSimulating}
        onSimulate={ready ? simulate : undefined}
        onCheck={checkNow}
        checking={checked.checking}
        menu={
          <DraftMenu
            draftId={draft.id}
            name={name}
            onDelete={() => saver.discard()}
            readSource={readSource}
          />
        }
        onDeploy={mayDeploy ? () => void openDeploy() : undefined}
      />
      <div className={classes.canvas}>
        <div
          ref={hostRef}
          className={classes.host}
          data-model={loading.state}
          inert={isSimulating}
          role="region"
          aria-label={t('diagram', { name })}
        />
        {loading.state === 'broken' && <Broken reason={loading.reason} />}
        {simulated !== null && (
          <Suspense fallback={null}>
            <Simulation xml={simulated} name={name} texts={texts} onStop={stop} />
          </Suspense>
        )}
        {modeler && ready && !isSimulating && (
          <div className={classes.zoomPlace}>
            <ZoomControls viewer={modeler} />
          </div>
        )}
      </div>
      <aside className={classes.panel} aria-label={t('panel')} hidden={isSimulating}>
        <div ref={panel} />
      </aside>
      <Drawer
        check={checked}
        onRetry={() => void check()}
        chosen={chosen}
        onChoose={choose}
        nameOf={nameOf}
        tab={drawer.tab}
        onTab={(tab) => setDrawer({ tab, open: true })}
        xml={xml}
        modeler={modeler}
        open={drawer.open}
        onToggle={() => setDrawer((before) => ({ ...before, open: !before.open }))}
      />
      <Dialogs
        opened={dialog}
        deploy={{
          draftId: draft.id,
          name,
          processKey: key,
          checked: { findings: checked.problems, checking: checked.checking, error: checked.error },
          nameOf,
          readSource,
          save: () => saver.save(),
          onClose: () => setDialog(null),
          onShow: (finding) => {
            showProblems();
            choose(Math.max(0, checked.problems.indexOf(finding)));
          },
        }}
        conflict={
          save.kind === 'conflict'
            ? {
                mine: save.mine.content,
                theirs: save.theirs,
                onKeepMine: keepMine,
                onTakeTheirs: takeTheirs,
                onClose: () => setDialog(null),
              }
            : null
        }
      />
    </div>
  );
};
