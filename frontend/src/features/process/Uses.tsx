import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, type ProcessDefinition } from '@/shared/api';
import { addressOf } from '@/shared/library/api';
import { StepLinks } from '@/shared/library/StepLinks';
import type { NamingElement } from '@/shared/library/useUsage';
import '@/shared/library/words';
import { Failure, SkeletonRows } from '@/shared/ui';
import classes from './process.module.css';

interface Reference {
  key: string;
  elements: NamingElement[];
}
interface Caller extends Reference {
  name: string;
  version: number;
}
interface ProcessUses {
  callers: Caller[];
  calls: Reference[];
  forms: Reference[];
  decisions: Reference[];
}

interface GroupProps<T extends Reference> {
  title: string;
  none: string;
  items: readonly T[];
  children: (item: T) => ReactNode;
  /** In which process, and which version of it, the steps are. */
  holderOf: (item: T) => Pick<ProcessDefinition, 'key' | 'version'>;
}

const Group = <T extends Reference>({ title, none, items, children, holderOf }: GroupProps<T>) => (
  <section className={classes.uses}>
    <h2>{title}</h2>
    {items.length === 0 && <p className={classes.quiet}>{none}</p>}
    <ul>
      {items.map((item) => (
        <li key={item.key}>
          {children(item)}
          <StepLinks
            processKey={holderOf(item).key}
            version={holderOf(item).version}
            elements={item.elements}
            tab="uses"
          />
        </li>
      ))}
    </ul>
  </section>
);

const processAddress = (key: string) => `/processes/${encodeURIComponent(key)}`;

/** Who calls this process, and what the shown version calls, shows and asks. */
export const Uses = ({ definition }: { definition: ProcessDefinition }) => {
  const { t } = useTranslation('process');
  const uses = useQuery({
    queryKey: ['process-definitions', 'uses', definition.id],
    queryFn: ({ signal }) =>
      api.get<ProcessUses>(`/process-definitions/${definition.id}/uses`, { signal }),
  });
  if (uses.isError)
    return (
      <Failure title={t('uses.failed')} error={uses.error} onRetry={() => void uses.refetch()} />
    );
  if (!uses.data) return <SkeletonRows rows={3} />;
  const { callers, calls, forms, decisions } = uses.data;
  return (
    <div className={classes.usesGrid}>
      <Group
        title={t('uses.callers')}
        none={t('uses.noCallers')}
        items={callers}
        holderOf={(one) => one}
      >
        {({ key, name, version }) => (
          <Link to={processAddress(key)}>{t('uses.caller', { name: name || key, version })}</Link>
        )}
      </Group>
      <Group
        title={t('uses.calls')}
        none={t('uses.nothing')}
        items={calls}
        holderOf={() => definition}
      >
        {({ key }) => <Link to={processAddress(key)}>{key}</Link>}
      </Group>
      <Group
        title={t('uses.forms')}
        none={t('uses.nothing')}
        items={forms}
        holderOf={() => definition}
      >
        {({ key }) => <Link to={addressOf('form', key)}>{key}</Link>}
      </Group>
      <Group
        title={t('uses.decisions')}
        none={t('uses.nothing')}
        items={decisions}
        holderOf={() => definition}
      >
        {({ key }) => <Link to={addressOf('decision', key)}>{key}</Link>}
      </Group>
    </div>
  );
};
