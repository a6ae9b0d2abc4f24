import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AddressText } from '@/shared/ui';
import { useSearchable } from './api';
import { OPERATORS, type FacetName, type Facets } from './facets';
import classes from './instances.module.css';

interface Props {
  facets: Facets;
  set: (change: Partial<Facets>) => void;
}

const DATES = ['startedFrom', 'startedTo', 'endedFrom', 'endedTo'] as const;

/** The facets that are used less often: error text, dates, and a variable. */
export const MoreFacets = ({ facets, set }: Props) => {
  const { t } = useTranslation('instances');
  const searchable = useSearchable().data ?? [];
  const names = [...new Set([...searchable.map(({ name }) => name), facets.variable])];
  const text = (name: FacetName, type?: 'date') => (
    <AddressText
      key={name}
      size="xs"
      type={type}
      label={t(`filters.${name as 'error'}`)}
      text={facets[name]}
      onText={(value) => set({ [name]: value })}
    />
  );
  return (
    <div className={classes.more} role="group" aria-label={t('filters.more')}>
      {text('error')}
      {DATES.map((name) => text(name, 'date'))}
      {names.some(Boolean) && (
        <>
          <NativeSelect
            size="xs"
            label={t('filters.variable')}
            value={facets.variable}
            onChange={(event) => set({ variable: event.currentTarget.value })}
            data={[
              { value: '', label: t('filters.noVariable') },
              ...names.filter(Boolean).map((name) => ({ value: name, label: name })),
            ]}
          />
          {facets.variable && (
            <>
              <NativeSelect
                size="xs"
                label={t('filters.op')}
                value={facets.op || '$eq'}
                onChange={(event) => set({ op: event.currentTarget.value })}
                data={OPERATORS.map((value) => ({ value, label: t(`filters.operator.${value}`) }))}
              />
              {text('value')}
            </>
          )}
        </>
      )}
    </div>
  );
};
