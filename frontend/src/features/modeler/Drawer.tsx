import { ActionIcon, Tabs } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronUp,
  IconCircleX,
} from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '@/shared/library/findings';
import { Failure } from '@/shared/ui';
import type { ModelerInstance } from './editor/createModeler';
import type { CheckState } from './useModelCheck';
import { countErrors } from './problems';
import classes from './modeler.module.css';

const Outline = lazy(() => import('./Outline'));

interface Props {
  check: CheckState;
  onRetry: () => void;
  chosen: number | null;
  onChoose: (index: number) => void;
  nameOf: (elementId: string) => string;
  tab: string;
  onTab: (tab: string) => void;
  xml: string | null;
  modeler: ModelerInstance | null;
  open: boolean;
  onToggle: () => void;
}

const SeverityIcon = ({ severity }: { severity: Finding['severity'] }) => {
  const { t } = useTranslation('modeler');
  const label = t(`drawer.${severity}`);
  const Icon = severity === 'error' ? IconCircleX : IconAlertTriangle;
  return (
    <span className={classes.severity} data-severity={severity}>
      <Icon size={16} aria-hidden />
      <span className="k-hidden">{label}</span>
    </span>
  );
};

const Verdict = ({ check }: { check: CheckState }) => {
  const { t } = useTranslation('modeler');
  if (check.checking && !check.known) return <>{t('drawer.checking')}</>;
  if (!check.known) return null;
  const errors = countErrors(check.problems);
  if (errors > 0) return <>{t('drawer.blocking', { count: errors })}</>;
  return (
    <>
      {check.problems.length > 0
        ? t('drawer.warnings', { count: check.problems.length })
        : t('drawer.fine')}
    </>
  );
};

const Rows = ({
  check,
  chosen,
  onChoose,
  nameOf,
  onRetry,
}: Omit<Props, 'tab' | 'onTab' | 'xml' | 'modeler' | 'open' | 'onToggle'>) => {
  const { t } = useTranslation('modeler');
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (check.error)
    return <Failure title={t('drawer.notChecked')} error={check.error} onRetry={onRetry} />;
  if (check.known && check.problems.length === 0)
    return <p className={classes.nothing}>{t('drawer.empty')}</p>;
  return (
    <ul className={classes.problems} ref={list}>
      {check.problems.map((problem, index) => (
        <li key={`${problem.code} ${problem.element_id ?? ''} ${index.toString()}`}>
          <button
            type="button"
            className={classes.problem}
            aria-current={chosen === index || undefined}
            onClick={() => onChoose(index)}
          >
            <SeverityIcon severity={problem.severity} />
            <span className={classes.problemText}>
              <span>{problem.detail}</span>
              {problem.remedy && <span className={classes.remedy}>{problem.remedy}</span>}
            </span>
            <span className={classes.problemElement}>
              {problem.element_id ? nameOf(problem.element_id) : t('drawer.whole')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
};

const DEFAULT_HEIGHT = 212;
const LIMITS = { lowest: 120, highest: 560 };
const STEP = 40;

/** The line to drag, or to move with the arrow keys. */
const Grip = ({ height, onHeight }: { height: number; onHeight: (height: number) => void }) => {
  const { t } = useTranslation('modeler');
  const set = (wanted: number) =>
    onHeight(Math.min(LIMITS.highest, Math.max(LIMITS.lowest, wanted)));
  return (
    <button
      type="button"
      role="slider"
      aria-orientation="vertical"
      aria-label={t('drawer.resize')}
      aria-valuenow={height}
      aria-valuemin={LIMITS.lowest}
      aria-valuemax={LIMITS.highest}
      className={classes.grip}
      onKeyDown={(event) => {
        if (event.key === 'ArrowUp') set(height + STEP);
        else if (event.key === 'ArrowDown') set(height - STEP);
        else return;
        event.preventDefault();
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) set(height - event.movementY);
      }}
    />
  );
};

/** The bottom drawer: what deployment would say, the steps as a list, and the source. */
export const Drawer = (props: Props) => {
  const { t } = useTranslation('modeler');
  const { check, tab, onTab, xml, modeler, open, onToggle } = props;
  const [height, setHeight] = useState(DEFAULT_HEIGHT);
  return (
    <section
      className={classes.drawer}
      style={open ? { height } : undefined}
      aria-label={t('drawer.label')}
    >
      {open && <Grip height={height} onHeight={setHeight} />}
      <Tabs
        value={tab}
        onChange={(value) => value && onTab(value)}
        className={classes.tabs}
        keepMounted={false}
      >
        <div className={classes.drawerHead}>
          <Tabs.List className={classes.tabList}>
            <Tabs.Tab value="problems">
              {t('drawer.problems')}
              {check.known && <span className={classes.count}>{check.problems.length}</span>}
            </Tabs.Tab>
            <Tabs.Tab value="outline">{t('outline.tab')}</Tabs.Tab>
            <Tabs.Tab value="xml">{t('drawer.xml')}</Tabs.Tab>
          </Tabs.List>
          <span className={classes.verdict} role="status">
            <Verdict check={check} />
          </span>
          <ActionIcon
            aria-label={open ? t('drawer.hide') : t('drawer.show')}
            aria-expanded={open}
            onClick={onToggle}
            size={26}
          >
            {open ? (
              <IconChevronDown size={16} aria-hidden />
            ) : (
              <IconChevronUp size={16} aria-hidden />
            )}
          </ActionIcon>
        </div>
        {open && (
          <>
            <Tabs.Panel value="problems" className={classes.drawerBody}>
              <Rows {...props} />
            </Tabs.Panel>
            <Tabs.Panel value="outline" className={classes.drawerBody}>
              <Suspense fallback={null}>{modeler && <Outline modeler={modeler} />}</Suspense>
            </Tabs.Panel>
            <Tabs.Panel value="xml" className={classes.drawerBody}>
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long text must scroll by keyboard */}
              <pre className={classes.source} tabIndex={0} aria-label={t('drawer.source')}>
                {xml}
              </pre>
            </Tabs.Panel>
          </>
        )}
      </Tabs>
    </section>
  );
};
