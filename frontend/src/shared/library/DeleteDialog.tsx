import './words';
import { Checkbox } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, useMay } from '@/shared/api';
import { atLeast, number } from '@/shared/format';
import { Confirm, explain, Failure, SkeletonRows, toast, useReturnFocus } from '@/shared/ui';

interface Going {
  key: string;
  name: string;
  version: number;
  /** No other version of it is left then. */
  is_last: boolean;
}

/** A process outside that names something of it, at these of its elements. */
interface User {
  key: string;
  name: string;
  version: number;
  needed_key: string;
  elements: { id: string; name: string }[];
}

interface Deletion {
  process_definitions: Going[];
  forms: Going[];
  decisions: Going[];
  running: number;
  finished: number;
  /** More have ended: counting stopped there. */
  finished_is_estimate: boolean;
  user_tasks: number;
  jobs: number;
  /** They stand in the way. */
  used_by: User[];
  /** They find a version afterwards, too. */
  staying_users: (User & { going_version: number; next_version: number })[];
  /** Of instances that stay, showing a form that goes. */
  staying_user_tasks: number;
}

const stepsOf = ({ elements }: User): string => elements.map(({ name }) => name).join(', ');

const KINDS = ['process_definitions', 'forms', 'decisions'] as const;

const Told = ({ told }: { told: Deletion }) => {
  const { t } = useTranslation('library');
  return (
    <>
      <p>{t('delete.goes')}</p>
      <ul>
        {KINDS.flatMap((kind) =>
          told[kind].map(({ key, name, version, is_last: isLast }) => (
            <li key={`${kind} ${key}`}>
              {t(`delete.${kind}`, { name: name || key, version })}
              {isLast && ` ${t('delete.last')}`}
            </li>
          )),
        )}
      </ul>
      {told.finished > 0 && (
        <p>
          {t('delete.stays', {
            count: told.finished,
            finished: atLeast(told.finished, told.finished_is_estimate),
          })}
        </p>
      )}
      <Staying told={told} />
      {told.used_by.length > 0 && (
        <div role="alert">
          <p>{t('delete.used')}</p>
          <ul>
            {told.used_by.map((user) => (
              <li key={`${user.key} ${user.version.toString()} ${user.needed_key}`}>
                {t('delete.usedBy', {
                  name: user.name || user.key,
                  version: user.version,
                  needed: user.needed_key,
                  elements: stepsOf(user),
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
};

/** Who uses what goes, and with which version each of them goes on. */
const Staying = ({ told }: { told: Deletion }) => {
  const { t } = useTranslation('library');
  const { staying_users: users, staying_user_tasks: tasks } = told;
  return (
    <>
      {users.length > 0 && (
        <>
          <p>{t('delete.then')}</p>
          <ul>
            {users.map((user) => (
              <li
                key={`${user.key} ${user.version.toString()} ${user.needed_key} ${user.next_version.toString()}`}
              >
                {t(user.next_version === user.going_version ? 'delete.keeps' : 'delete.takes', {
                  name: user.name || user.key,
                  process: user.version,
                  version: user.next_version,
                  needed: user.needed_key,
                  elements: stepsOf(user),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      {tasks > 0 && <p>{t('delete.tasks', { count: tasks, tasks: number(tasks) })}</p>}
    </>
  );
};

interface Props {
  /** What is deleted with everything that was deployed together with it. */
  one: { version: number; deployment_id: string; key: string };
  /** The deployment is gone. */
  onDeleted: () => unknown;
  onClose: () => void;
}

/** Delete the deployment of a version; what would go is shown first. */
const DeleteDialog = ({ one, onDeleted, onClose }: Props) => {
  useReturnFocus();
  const { t } = useTranslation('library');
  const [cancels, setCancels] = useState(false);
  const { version, deployment_id: deployment, key } = one;
  const mayCancel = useMay('process_instance.operate', key);
  const preview = useQuery({
    queryKey: ['deletion', deployment],
    queryFn: ({ signal }) => api.get<Deletion>(`/deployments/${deployment}/deletion`, { signal }),
    gcTime: 0,
  });
  const remove = useMutation({
    mutationFn: () => api.delete(`/deployments/${deployment}`, { query: { cascade: cancels } }),
    onSuccess: () => {
      toast.done(t('delete.done', { version }));
      onClose();
      return onDeleted();
    },
    // What stands in the way may have changed in the meantime.
    onError: () => preview.refetch(),
  });
  const told = preview.data;
  const isFree = told?.used_by.length === 0 && (told.running === 0 || cancels);
  return (
    <Confirm
      opened
      title={t('delete.title', { version })}
      confirm={t('delete.confirm')}
      keep={t('delete.keep')}
      busy={remove.isPending}
      disabled={!isFree}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {preview.isError && (
        <Failure
          title={t('delete.failed')}
          error={preview.error}
          onRetry={() => void preview.refetch()}
        />
      )}
      {preview.isPending && <SkeletonRows rows={3} height={32} />}
      {told && <Told told={told} />}
      {told && told.running > 0 && (
        <Checkbox
          label={t('delete.cancels', {
            count: told.running,
            running: number(told.running),
            tasks: number(told.user_tasks),
            jobs: number(told.jobs),
          })}
          description={mayCancel ? undefined : t('delete.mayNotCancel')}
          disabled={!mayCancel}
          checked={cancels}
          onChange={(event) => setCancels(event.currentTarget.checked)}
        />
      )}
      {remove.isError && <p role="alert">{explain(remove.error)}</p>}
    </Confirm>
  );
};

export default DeleteDialog;
