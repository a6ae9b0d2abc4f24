import '../words';
import { Button, NativeSelect } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import type { ProcessDefinition } from '@/shared/api';
import { BpmnPicture } from '@/shared/bpmn';
import { fullTime } from '@/shared/format';
import { fetchVersions, useModel } from '@/shared/processes';
import { Empty, Failure, PageHead, SkeletonRows, useTitle } from '@/shared/ui';
import { collect, type Chapter, type Documentation } from './collect';
import { Facts } from './Facts';
import { Lanes } from './Steps';
import classes from './documentation.module.css';

/** What a version of a process does, written from its model: to read, and to print. */
export const Component = () => {
  const { t } = useTranslation('process');
  const { key = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const query = useQuery({
    queryKey: ['process-definitions', 'of', key],
    queryFn: ({ signal }) => fetchVersions(key, signal),
  });
  const versions = useMemo(
    () => [...(query.data ?? [])].sort((a, b) => b.version - a.version),
    [query.data],
  );
  const wanted = Number(params.get('version'));
  const shown = versions.find(({ version }) => version === wanted) ?? versions[0];
  const name = shown?.name || key;
  useTitle(t('documentation.title', { name }));
  if (query.isError && !query.data)
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows />;
  if (!shown)
    return (
      <Empty alone title={t('missing.title')}>
        {t('missing.text')}
      </Empty>
    );
  return (
    <>
      <PageHead
        crumbs={[
          { label: t('crumb'), to: '/processes' },
          { label: name, to: `/processes/${encodeURIComponent(key)}` },
          { label: t('documentation.crumb') },
        ]}
        title={name}
        actions={
          <div className={classes.actions}>
            <NativeSelect
              aria-label={t('documentation.version')}
              value={shown.version.toString()}
              onChange={({ currentTarget: { value } }) =>
                setParams({ version: value }, { replace: true })
              }
              data={versions.map(({ version }) => ({
                value: version.toString(),
                label: t('compare.version', { version }),
              }))}
            />
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => window.print()}
            >
              {t('documentation.print')}
            </Button>
          </div>
        }
      />
      <Paper key={shown.id} definition={shown} />
    </>
  );
};

const Paper = ({ definition }: { definition: ProcessDefinition }) => {
  const { t } = useTranslation('process');
  const model = useModel(definition.id);
  const told = useMemo(
    () => (model.data === undefined ? undefined : collect(model.data, definition.key)),
    [model.data, definition.key],
  );
  if (model.isError)
    return (
      <Failure
        title={t('documentation.unreadable')}
        error={model.error}
        onRetry={() => void model.refetch()}
      />
    );
  if (told === undefined) return <SkeletonRows />;
  if (told === null) return <Empty title={t('documentation.unreadable')} />;
  const isSilent =
    told.chapters.every(({ documentation }) => !documentation) &&
    [...told.steps.values()].every(({ documentation }) => !documentation);
  return (
    <article className={classes.paper}>
      <Front definition={definition} told={told} />
      {isSilent && <p className={classes.silent}>{t('documentation.none')}</p>}
      <Pictures xml={model.data ?? ''} told={told} name={definition.name || definition.key} />
      {told.chapters.map((chapter) => (
        <Section
          key={chapter.id}
          chapter={chapter}
          told={told}
          isAlone={told.chapters.length === 1}
        />
      ))}
    </article>
  );
};

/** Which version this is, and since when. */
const Front = ({ definition, told }: { definition: ProcessDefinition; told: Documentation }) => {
  const { t } = useTranslation('process');
  const { key, version, version_tag: tag, note, resource_name: file } = definition;
  const rows = [
    [t('documentation.key'), key],
    [t('documentation.version'), version.toString()],
    [t('documentation.tag'), tag],
    [
      t('documentation.deployed'),
      t('documentation.deployedBy', {
        when: fullTime(new Date(definition.deployed_at)),
        who: definition.deployed_by ?? t('versions.system'),
      }),
    ],
    [t('documentation.note'), note],
    [t('documentation.file'), file],
  ].filter(([, value]) => value);
  const text = told.chapters[0]?.documentation;
  return (
    <>
      <dl className={classes.table}>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {text && <p className={classes.text}>{text}</p>}
    </>
  );
};

interface PicturesProps {
  xml: string;
  told: Documentation;
  name: string;
}

/** The drawing, and those of sub-processes that are drawn on their own. */
const Pictures = ({ xml, told, name }: PicturesProps) => {
  const { t } = useTranslation('process');
  const numbers = useMemo(
    () => new Map([...told.steps].map(([id, { number }]) => [id, number])),
    [told],
  );
  return told.planes.map((plane) => {
    const inside = told.steps.get(plane);
    const label = t('documentation.drawing', { name: inside?.name ?? name });
    return (
      <figure key={plane} className={classes.figure}>
        <BpmnPicture xml={xml} plane={plane} label={label} numbers={numbers} />
        {inside && (
          <figcaption>
            {inside.number} {inside.name}
          </figcaption>
        )}
      </figure>
    );
  });
};

interface SectionProps {
  chapter: Chapter;
  told: Documentation;
  isAlone: boolean;
}

const Section = ({ chapter, told, isAlone }: SectionProps) => {
  const { t } = useTranslation('process');
  const { name, documentation, notes, facts, lanes } = chapter;
  return (
    <section className={classes.chapter}>
      <h2>{isAlone ? t('documentation.steps') : t('documentation.pool', { name })}</h2>
      {documentation && told.chapters[0] !== chapter && (
        <p className={classes.text}>{documentation}</p>
      )}
      <Facts facts={facts} notes={notes} />
      {lanes.length === 0 && <p>{t('documentation.empty')}</p>}
      <Lanes lanes={lanes} told={told} level={3} />
    </section>
  );
};
