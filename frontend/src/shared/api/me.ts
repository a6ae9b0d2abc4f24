import { createContext, useContext } from 'react';
import type { Me, Permission } from './types';

export type MeValue = Me;

/** The signed-in person; the shell loads it before any page shows. */
export const MeContext = createContext<Me | null>(null);

export const useMe = (): Me => {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is used outside the shell');
  return me;
};

/** Tell whether the person may do something everywhere. */
export const useMay = (permission: Permission): boolean => {
  const me = useMe();
  return me.is_admin || me.permissions.includes(permission);
};
