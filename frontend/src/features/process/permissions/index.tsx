import { ActionIcon } from '@mantine/core';
import { IconUser, IconUsersGroup, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Failure, SkeletonRows, toast } from '@/shared/ui';
import {
  PERMISSIONS,
  useChangeGrant,
  useGrants,
  type Grant,
  type Grants,
  type ProcessPermission,
} from './api';
import { GiveForm } from './GiveForm';
import classes from './permissions.module.css';

interface HolderProps {
  grant: Grant;
  /** Where it comes from, where it cannot be taken back here. */
  from?: string;
  onTake?: () => void;
}

const Holder = ({ grant, from, onTake }: HolderProps) => {
  const { t } = useTranslation('process');
  const name = grant.group ?? grant.user ?? '';
  const Icon = grant.group === null ? IconUser : IconUsersGroup;
  return (
    <li className={classes.holder}>
      <Icon size={14} aria-hidden />
      <span className="k-hidden">
        {t(grant.group === null ? 'permissions.person' : 'permissions.group')}
      </span>
      <span>{name}</span>
      {from && <small>{from}</small>}
      {onTake && (
        <ActionIcon
          size={24}
          aria-label={t('permissions.take', {
            name,
            what: t(`permissions.what.${grant.permission as ProcessPermission}`),
          })}
          onClick={onTake}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
};

const nameOf = ({ group, user }: Grant) => `${group === null ? 'user' : 'group'} ${group ?? user}`;

interface RowProps {
  permission: ProcessPermission;
  grants: Grants;
  onTake: (grant: Grant) => void;
}

const Row = ({ permission, grants, onTake }: RowProps) => {
  const { t } = useTranslation('process');
  const of = (list: readonly Grant[]) => list.filter((one) => one.permission === permission);
  const own = of(grants.grants);
  const everywhere = of(grants.everywhere);
  const starters = of(grants.starters);
  return (
    <tr>
      <th scope="row">
        {t(`permissions.what.${permission}`)}
        <small>{t(`permissions.about.${permission}`)}</small>
      </th>
      <td>
        <ul className={classes.holders}>
          {own.map((grant) => (
            <Holder key={nameOf(grant)} grant={grant} onTake={() => onTake(grant)} />
          ))}
          {starters.map((grant) => (
            <Holder key={nameOf(grant)} grant={grant} from={t('permissions.byModel')} />
          ))}
          {everywhere.map((grant) => (
            <Holder key={nameOf(grant)} grant={grant} from={t('permissions.everywhere')} />
          ))}
          <li className={classes.admins}>{t('permissions.admins')}</li>
        </ul>
      </td>
    </tr>
  );
};

/** Who may start, see and operate one process: given here, everywhere, or by its model. */
export const Permissions = ({ processKey }: { processKey: string }) => {
  const { t } = useTranslation('process');
  const grants = useGrants(processKey);
  const change = useChangeGrant(processKey);
  const give = (grant: Grant) =>
    change.mutate(
      { grant, isGiven: true },
      { onError: (error) => toast.failed(t('permissions.notChanged'), error) },
    );
  const take = (grant: Grant) =>
    change.mutate(
      { grant, isGiven: false },
      {
        onSuccess: () =>
          toast.undo(t('permissions.taken', { name: grant.group ?? grant.user ?? '' }), () =>
            give(grant),
          ),
        onError: (error) => toast.failed(t('permissions.notChanged'), error),
      },
    );
  return (
    <section className={classes.permissions} aria-label={t('tabs.permissions')}>
      <p className={classes.lead}>{t('permissions.lead')}</p>
      <GiveForm processKey={processKey} />
      {grants.isPending && <SkeletonRows rows={4} height={56} />}
      {grants.isError && (
        <Failure
          title={t('permissions.failed')}
          error={grants.error}
          onRetry={() => void grants.refetch()}
        />
      )}
      {grants.data && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('permissions.may')}</th>
              <th scope="col">{t('permissions.who')}</th>
            </tr>
          </thead>
          <tbody>
            {PERMISSIONS.map((permission) => (
              <Row key={permission} permission={permission} grants={grants.data} onTake={take} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
