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
import { Separator } from './Separator';
import { useFullScreen } from './useFullScreen';
import { useLaidOver } from './useLaidOver';
import { ABOVE, useSize } from './useSize';

const HEIGHT = { stored: 'kontor.diagram-height', least: 200, usual: 400, most: 800 };

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
  const { size: height, handle } = useSize(HEIGHT, ABOVE);
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
      {!full.isFull && <Separator label={t('one.resize')} orientation="horizontal" {...handle} />}
    </section>
  );
};
