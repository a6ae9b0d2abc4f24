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

/** Tell whether a person may do something, everywhere or with one of the processes. */
export const may = (me: Me, permission: Permission, definitionKey?: string): boolean => {
  if (me.is_admin || me.permissions.includes(permission)) return true;
  const keys = me.definition_permissions?.[permission] ?? [];
  return definitionKey === undefined ? keys.length > 0 : keys.includes(definitionKey);
};

/** Tell whether the signed-in person may do something; without a key: with any process. */
export const useMay = (permission: Permission, definitionKey?: string): boolean =>
  may(useMe(), permission, definitionKey);
