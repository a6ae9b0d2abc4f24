import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { moment, useNow } from '@/shared/format';
import { explain, Failure, SkeletonRows } from '@/shared/ui';
import {
  addressOf,
  compareAddressOf,
  fetchVersionsOf,
  type Version,
  type VersionedKind,
} from './api';
import { UsageList } from './UsageList';
import { VersionedMenu } from './VersionedMenu';
import classes from './editor.module.css';

interface Props {
  kind: VersionedKind;
  itemKey: string;
  /** The version that is on the page. */
  shown?: Version;
  /** Work on from a version. */
  onTake?: (version: Version) => Promise<unknown>;
}

/** What was deployed, and what uses it. */
const VersionsTab = ({ kind, itemKey, shown, onTake }: Props) => {
  const { t } = useTranslation('library');
  const versions = useQuery({
    queryKey: [`${kind}s`, 'versions', itemKey],
    queryFn: ({ signal }) => fetchVersionsOf(kind, itemKey, signal),
  });
  return (
    <div className={classes.columns}>
      <section>
        <h2>
          {t('versions.title')}
          {(versions.data?.length ?? 0) > 1 && (
            <Link className={classes.compare} to={compareAddressOf(kind, itemKey)}>
              {t('versions.compare')}
            </Link>
          )}
        </h2>
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
          {versions.data?.map((version, index, all) => (
            <OneVersion
              key={version.id}
              kind={kind}
              version={version}
              isShown={version.id === shown?.id}
              hasOlder={index < all.length - 1}
              {...(onTake && { onTake })}
            />
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

interface OneProps extends Pick<Props, 'kind' | 'onTake'> {
  version: Version;
  isShown: boolean;
  hasOlder: boolean;
}

const OneVersion = ({ kind, version, isShown, hasOlder, onTake }: OneProps) => {
  const { t } = useTranslation('library');
  const now = useNow();
  const take = useMutation({ mutationFn: async () => onTake?.(version) });
  return (
    <li>
      <span>
        <Link
          to={addressOf(kind, version.key, version.version)}
          aria-current={isShown ? 'page' : undefined}
        >
          {t('versionLive', { version: version.version })}
        </Link>
        {version.version_tag && ` · ${version.version_tag}`}
      </span>
      <span className={classes.quiet}>
        {moment(new Date(version.deployed_at), now)} {version.deployed_by}
        {version.note && <span className={classes.note}>{version.note}</span>}
      </span>
      {onTake && (
        <Button size="xs" variant="default" loading={take.isPending} onClick={() => take.mutate()}>
          {t('versions.take', { version: version.version })}
        </Button>
      )}
      <VersionedMenu kind={kind} version={version} hasOlder={hasOlder} />
      {take.error && <span role="alert">{explain(take.error)}</span>}
    </li>
  );
};

export default VersionsTab;
