import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, newKey, type ProcessDefinition } from '@/shared/api';
import { DeployNote } from '@/shared/drafts';
import { listFindings } from '@/shared/library/findings';
import { Differences, Pins, RunningVersions } from '@/shared/library/Impact';
import { namesIn } from '@/shared/library/names';
import { Problems } from '@/shared/library/Problems';
import '@/shared/library/words';
import { useModel } from '@/shared/processes';
import { Dialog, explain } from '@/shared/ui';
import { checkAgain, deployAgain } from './api';

interface Props {
  definition: ProcessDefinition;
  /** The version that is live now. */
  newest: ProcessDefinition;
  onClose: () => void;
}

/** Deploy the model of an old version once more, so that new starts use it again. */
const ActivateDialog = ({ definition, newest, onClose }: Props) => {
  const { t } = useTranslation('process');
  const queries = useQueryClient();
  const intention = useRef(newKey());
  const [note, setNote] = useState('');
  const { version, key } = definition;
  const activate = useMutation({
    mutationFn: () => deployAgain(definition, note, intention.current),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['process-definitions'] }),
    // The same intention may be sent again after a lost answer; an answered one is over.
    onError: (error) => {
      if (isProblem(error) && !error.isUnreachable) intention.current = newKey();
    },
  });
  const check = useQuery({
    queryKey: ['check-again', definition.id],
    queryFn: ({ signal }) => checkAgain(definition, signal),
    gcTime: 0,
  });
  const { data, error } = activate;
  const model = useModel(definition.id).data;
  const live = useModel(newest.id).data;
  const nameOf = useMemo(() => namesIn('process', model ?? ''), [model]);
  const findings = check.data ?? [];
  const isFaulty = findings.some(({ severity }) => severity === 'error');
  const made = data?.process_definitions.find((one) => one.key === key)?.version ?? '';
  return (
    <Dialog onClose={onClose} title={t('activate.title', { version })} size={560}>
      <div className="k-dialog">
        {data ? (
          <p role="status">
            {t(data.duplicate ? 'activate.same' : 'activate.done', { version, made })}
          </p>
        ) : (
          <>
            <p>{t('activate.text', { version })}</p>
            <Problems
              findings={findings}
              checking={check.isFetching}
              error={check.error}
              nameOf={nameOf}
            />
            {model !== undefined && live !== undefined && (
              <Differences kind="process" live={live} draft={model} />
            )}
            <RunningVersions processKey={key} />
            {model !== undefined && <Pins draft={model} />}
            <DeployNote value={note} onChange={setNote} />
          </>
        )}
        {error && (
          <div role="alert">
            <p>{explain(error)}</p>
            {isProblem(error) && error.errors.length > 0 && (
              <Problems
                findings={listFindings({ errors: error.errors, warnings: [] })}
                checking={false}
                error={null}
                nameOf={nameOf}
              />
            )}
          </div>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t(data ? 'activate.close' : 'activate.cancel')}
          </Button>
          {!data && (
            <Button
              disabled={isFaulty || check.isFetching}
              loading={activate.isPending}
              onClick={() => activate.mutate()}
            >
              {t('activate.go')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
};

export default ActivateDialog;
