import { Button } from '@mantine/core';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessDefinition } from '@/shared/api';
import { useProcessChoices } from '@/shared/processes';
import { AddressText, FilterChip } from '@/shared/ui';
import { STATES, type Facets } from './facets';
import classes from './instances.module.css';
import { MoreFacets } from './MoreFacets';

interface Props {
  facets: Facets;
  set: (change: Partial<Facets>) => void;
  /** Of the chosen process, newest first. */
  versions: readonly ProcessDefinition[];
  box: RefObject<HTMLInputElement | null>;
  /** What is done with the list as it is filtered. */
  tools: ReactNode;
}

const MORE = ['error', 'startedFrom', 'startedTo', 'endedFrom', 'endedTo', 'variable'] as const;

/** What narrows the list down: the usual as chips, the rest behind a button. */
export const FilterBar = ({ facets, set, versions, box, tools }: Props) => {
  const { t } = useTranslation('instances');
  const processes = useProcessChoices(facets.process);
  const used = MORE.filter((name) => facets[name]).length;
  const [isOpen, setOpen] = useState(used > 0);
  return (
    <>
      <FilterChip
        label={t('filters.state')}
        value={facets.state}
        onChange={(state) => set({ state })}
        options={STATES.map((value) => ({
          value,
          label: value ? t(`filters.${value}`) : t('filters.allStates'),
        }))}
      />
      <FilterChip
        label={t('filters.process')}
        value={facets.process}
        onChange={(process) => set({ process })}
        options={[{ value: '', label: t('filters.allProcesses') }, ...processes]}
      />
      {facets.process && (
        <FilterChip
          label={t('filters.version')}
          value={facets.version}
          onChange={(version) => set({ version })}
          options={[
            { value: '', label: t('filters.allVersions') },
            ...versions.map(({ version }) => ({
              value: version.toString(),
              label: version.toString(),
            })),
          ]}
        />
      )}
      <AddressText
        box={box}
        className={classes.search}
        leftSection={<IconSearch size={14} />}
        placeholder={t('filters.keyHint')}
        aria-label={t('filters.key')}
        text={facets.key}
        onText={(key) => set({ key })}
      />
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        leftSection={<IconFilter size={14} aria-hidden />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {used > 0 ? t('filters.moreUsed', { count: used }) : t('filters.more')}
      </Button>
      <span className={classes.tools}>{tools}</span>
      {isOpen && <MoreFacets facets={facets} set={set} />}
    </>
  );
};
