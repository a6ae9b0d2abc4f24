import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { moment, useNow } from '@/shared/format';
import { explain, Failure, SkeletonRows } from '@/shared/ui';
import { fetchContent, fetchVersionsOf, type Version, type VersionedKind } from './api';
import { UsageList } from './UsageList';
import classes from './editor.module.css';

interface Props {
  kind: VersionedKind;
  itemKey: string;
  /** Put an older version's content into the draft. */
  onTake: (content: string) => void;
}

/** What was deployed, and what uses it. */
const VersionsTab = ({ kind, itemKey, onTake }: Props) => {
  const { t } = useTranslation('library');
  const versions = useQuery({
    queryKey: [`${kind}s`, 'versions', itemKey],
    queryFn: ({ signal }) => fetchVersionsOf(kind, itemKey, signal),
  });
  return (
    <div className={classes.columns}>
      <section>
        <h2>{t('versions.title')}</h2>
        {versions.isError && (
          <Failure
            title={t('versions.failed')}
            error={versions.error}
            onRetry={() => void versions.refetch()}
          />
        )}
        {versions.isPending && <SkeletonRows rows={3} />}
        {versions.data?.length === 0 && <p>{t(`versions.none.${kind}`)}</p>}
        <ul className={classes.versions}>
          {versions.data?.map((version) => (
            <OneVersion key={version.id} kind={kind} version={version} onTake={onTake} />
          ))}
        </ul>
      </section>
      <section>
        <h2>{t(`usage.title.${kind}`)}</h2>
        <UsageList kind={kind} itemKey={itemKey} />
      </section>
    </div>
  );
};

const OneVersion = ({ kind, version, onTake }: Omit<Props, 'itemKey'> & { version: Version }) => {
  const { t } = useTranslation('library');
  const now = useNow();
  const take = useMutation({
    mutationFn: async () => onTake(await fetchContent(kind, version.id)),
  });
  return (
    <li>
      <span>
        {t('versionLive', { version: version.version })}
        {version.version_tag && ` · ${version.version_tag}`}
      </span>
      <span className={classes.quiet}>
        {moment(new Date(version.deployed_at), now)} {version.deployed_by}
        {version.note && <span className={classes.note}>{version.note}</span>}
      </span>
      <Button size="xs" variant="default" loading={take.isPending} onClick={() => take.mutate()}>
        {t('versions.take', { version: version.version })}
      </Button>
      {take.error && <span role="alert">{explain(take.error)}</span>}
    </li>
  );
};

export default VersionsTab;
