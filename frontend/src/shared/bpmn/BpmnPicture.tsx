import { lazy, Suspense } from 'react';

export interface BpmnPictureProps {
  xml: string;
  /** Id of the process, collaboration or sub-process whose drawing is wanted. */
  plane: string;
  /** Accessible name. */
  label: string;
  /** Written above the shapes, by the ids of their elements; memoise it. */
  numbers: ReadonlyMap<string, string>;
}

const PictureCanvas = lazy(() => import('./PictureCanvas'));

/** A whole diagram as a still picture: as wide as there is room, for reading and for paper. */
export const BpmnPicture = (props: BpmnPictureProps) => (
  <Suspense fallback={null}>
    <PictureCanvas {...props} />
  </Suspense>
);
