import '../words';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { VersionedPage } from '@/shared/library/VersionedPage';
import { Canvas } from '../editor/Canvas';
import { decisionHolding } from '../editor/model';
import { Views } from '../editor/Views';
import { DecisionViewer } from './viewer';
import classes from './shown.module.css';

const makeViewer = (host: HTMLElement) => new DecisionViewer(host);

interface Props {
  xml: string;
  decision: string;
  /** What is to be marked; null where nothing is. */
  element: string | null;
}

/** The tables and expressions of one version, opened at its decision. */
const ShownDecisions = ({ xml, decision, element }: Props) => {
  const [viewer, setViewer] = useState<DecisionViewer | null>(null);
  useEffect(() => {
    if (!viewer) return;
    const holder = decisionHolding(xml, element ?? decision);
    viewer.mark({ hits: [], faults: [], chosen: element ? [element] : [] });
    if (holder) void viewer.open(holder).then(() => element && viewer.reveal(element));
  }, [viewer, xml, decision, element]);
  return (
    <div className={classes.drawing}>
      {viewer && <Views drawing={viewer} />}
      <Canvas xml={xml} make={makeViewer} onDrawing={setViewer} />
    </div>
  );
};

/** The page of one decision: its deployed versions, to read. */
export const Component = () => {
  const { key = '' } = useParams();
  return (
    <VersionedPage key={key} kind="decision" itemKey={key}>
      {({ content, element }) => <ShownDecisions xml={content} decision={key} element={element} />}
    </VersionedPage>
  );
};
