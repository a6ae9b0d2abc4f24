import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInstance } from '@/shared/api';
import { BpmnViewer } from '@/shared/bpmn';
import { Failure } from '@/shared/ui';
import { useXml } from './api';
import { DiagramTools } from './DiagramTools';
import classes from './instance.module.css';
import { useLayers } from './layers';
import { Legend } from './Legend';
import type { Moment } from './moments';
import { useFullScreen } from './useFullScreen';
import { useHeight } from './useHeight';
import { useLaidOver } from './useLaidOver';

interface Props {
  instance: ProcessInstance;
  selected: string | null;
  onSelect: (activityId: string | null) => void;
  /** Another moment than now. */
  moment?: Moment | null;
}

/** The model with what the layers tell of the instance, and the tools to read it. */
export const Diagram = ({ instance, selected, onSelect, moment = null }: Props) => {
  const { t } = useTranslation('instances');
  const place = useRef<HTMLElement>(null);
  const xml = useXml(instance.definition_id);
  const layers = useLayers();
  const full = useFullScreen(place);
  const { height, handle } = useHeight();
  const [shown, setShown] = useState(0);
  const laidOver = useLaidOver(instance, layers.shown, moment);
  const find = (id: string) => {
    onSelect(id);
    setShown(shown + 1);
  };
  return (
    <section
      ref={place}
      className={classes.diagram}
      style={full.isFull ? undefined : { height }}
      data-full={full.isFull || undefined}
    >
      {xml.error && (
        <Failure
          title={t('one.diagramFailed')}
          error={xml.error}
          onRetry={() => void xml.refetch()}
        />
      )}
      {xml.data && (
        <BpmnViewer
          xml={xml.data}
          label={t('one.diagram', { name: instance.definition_name || instance.definition_key })}
          {...laidOver}
          shown={shown}
          selected={selected}
          onSelect={(node) => onSelect(node?.id ?? null)}
          focusOn={selected}
          hasOverview
        />
      )}
      <Legend marks={laidOver.marks} hasPath={layers.shown.has('path')} />
      <DiagramTools
        xml={xml.data}
        onFound={find}
        layers={layers}
        full={full}
        isPast={moment !== null}
      />
      {!full.isFull && <Handle {...handle} />}
    </section>
  );
};

/** A separator that takes the focus is a widget: arrow keys move it. */
const Handle = (handle: ReturnType<typeof useHeight>['handle']) => {
  const { t } = useTranslation('instances');
  return (
    <div
      role="separator"
      aria-orientation="horizontal"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={t('one.resize')}
      className={classes.handle}
      {...handle}
    />
  );
};
