import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { addressOf, facetsOf, withFacets, type Facets } from './facets';

export interface FacetsInAddress {
  facets: Facets;
  set: (change: Partial<Facets>) => void;
  clear: () => void;
}

/** The facets as they stand in the address of the page. */
export const useFacets = (): FacetsInAddress => {
  const [params, setParams] = useSearchParams();
  const facets = useMemo(() => facetsOf(params), [params]);
  const set = (change: Partial<Facets>) =>
    setParams((before) => addressOf(withFacets(facetsOf(before), change)), { replace: true });
  return { facets, set, clear: () => setParams({}, { replace: true }) };
};
