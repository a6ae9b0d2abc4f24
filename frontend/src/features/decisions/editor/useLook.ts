import { useEffect, useReducer } from 'react';
import type { DecisionDrawing } from './drawing';

/** Draw anew when another view of the file is shown, or something else can be undone. */
export const useLook = (drawing: DecisionDrawing | null): void => {
  const [, look] = useReducer((count: number) => count + 1, 0);
  useEffect(() => drawing?.onLook(look), [drawing]);
};
