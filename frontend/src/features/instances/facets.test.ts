import { describe, expect, it } from 'vitest';
import { addressOf, facetsOf, filterOf, withFacets } from './facets';

const of = (query: string) => facetsOf(new URLSearchParams(query));

describe('facets', () => {
  it('come from an address and go back into it; what is none of them is left out', () => {
    const facets = of('state=incident&process=a&version=3&step=look&page=9&op=$drop');
    expect(facets).toMatchObject({ state: 'incident', process: 'a', version: '3', op: '' });
    expect(addressOf(facets)).toBe('state=incident&process=a&version=3&step=look');
    expect(of('state=exploded&version=1e9')).toMatchObject({ state: '', version: '' });
  });

  it('lose what hung on another process, and keep what was chosen with it', () => {
    const before = of('process=a&version=3&step=look&key=INV');
    expect(addressOf(withFacets(before, { process: 'b' }))).toBe('process=b&key=INV');
    expect(addressOf(withFacets(before, { process: 'a', step: 'sign' }))).toBe(
      'process=a&version=3&step=sign&key=INV',
    );
    expect(addressOf(withFacets(before, { process: 'b', version: '1' }))).toBe(
      'process=b&version=1&key=INV',
    );
  });

  it.each([
    ['', {}],
    ['state=incident', { has_incidents: true }],
    ['state=completed', { state: 'completed' }],
    ['version=2&step=look', {}],
    ['process=a&version=2&step=look', { definition_key: 'a', version: 2, step: 'look' }],
    ['key=50%25_', { business_key: { $like: '%50\\%\\_%' } }],
    ['error=+refused+', { error: 'refused' }],
    ['variable=city', {}],
    ['variable=city&value=Bonn', { variables: [{ name: 'city', op: '$eq', value: 'Bonn' }] }],
    [
      'variable=city&op=$like&value=B',
      { variables: [{ name: 'city', op: '$like', value: '%B%' }] },
    ],
    ['variable=amount&op=$gt&value=12', { variables: [{ name: 'amount', op: '$gt', value: 12 }] }],
    ['variable=paid&value=true', { variables: [{ name: 'paid', op: '$eq', value: true }] }],
    ['startedFrom=yesterday', {}],
  ])('%s asks for %o', (query, filter) => {
    expect(filterOf(of(query))).toEqual(filter);
  });

  it('takes digits for a text where the variable is one', () => {
    const { variables } = filterOf(of('variable=code&value=007'), ['string']);
    expect(variables).toEqual([{ name: 'code', op: '$eq', value: '007' }]);
  });

  it('takes days from their first to their last moment', () => {
    const { started_at: started } = filterOf(of('startedFrom=2026-03-01&startedTo=2026-03-01'));
    const { $gte, $lt } = started as Record<string, string>;
    expect(Date.parse($lt ?? '') - Date.parse($gte ?? '')).toBe(24 * 3600 * 1000);
  });
});
