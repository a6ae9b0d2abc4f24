import '../words';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { CompareVersions } from '@/shared/library/compare/CompareVersions';
import type { DrawnVersion } from '@/shared/library/compare/ComparePage';
import type { Difference } from '@/shared/library/differences';
import { Canvas } from '../editor/Canvas';
import type { Fate } from '../editor/drawing';
import { decisionHolding } from '../editor/model';
import { Views } from '../editor/Views';
import { DecisionViewer } from '../shown/viewer';
import classes from './compare.module.css';

const makeViewer = (host: HTMLElement) => new DecisionViewer(host);

const marked = (differences: readonly Difference[], fate: Fate): string[] =>
  differences.filter(({ kind }) => kind === fate).flatMap(({ marks }) => marks);

/** Tables and expressions of one version, with what differs in them. */
const Drawing = ({ decision, drawn }: { decision: string; drawn: DrawnVersion }) => {
  const { content: xml, differences, selected, side } = drawn;
  const [viewer, setViewer] = useState<DecisionViewer | null>(null);
  useEffect(() => {
    const first = decisionHolding(xml, decision);
    if (viewer && first) void viewer.open(first);
  }, [viewer, xml, decision]);
  useEffect(() => {
    viewer?.mark({
      hits: [],
      faults: [],
      chosen: selected?.marks ?? [],
      fates: {
        changed: marked(differences, 'changed'),
        ...(side === 'from'
          ? { removed: marked(differences, 'removed') }
          : { added: marked(differences, 'added') }),
      },
    });
  }, [viewer, differences, selected, side]);
  useEffect(() => {
    if (!viewer || !selected) return;
    const { marks } = selected;
    const place = marks.map((id) => decisionHolding(xml, id)).find((one) => one !== null);
    const graph = viewer.views.find(({ isGraph }) => isGraph)?.id;
    const view = place ?? (selected.type === 'rule' ? undefined : graph);
    if (view) void viewer.open(view).then(() => marks.forEach((id) => viewer.reveal(id, false)));
  }, [viewer, xml, selected]);
  return (
    <div className={classes.drawing}>
      {viewer && <Views drawing={viewer} />}
      <Canvas key={drawn.version.id} xml={xml} make={makeViewer} onDrawing={setViewer} />
    </div>
  );
};

/** Two versions of one decision: what differs, on both drawings and as a list. */
export const Component = () => {
  const { t } = useTranslation('library');
  const { key = '' } = useParams();
  return (
    <CompareVersions
      key={key}
      kind="decision"
      itemKey={key}
      draw={(drawn) => <Drawing decision={key} drawn={drawn} />}
      typeOf={({ type }) =>
        t(`compare.type.${type}` as 'compare.type.decision', { defaultValue: type })
      }
    />
  );
};
