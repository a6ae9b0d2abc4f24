import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { language } from '@/shared/i18n';
import { modelOptions, useReadsModel } from './model';
import { nextAfter } from './next';

const LIST = { choice: 'disjunction', all: 'conjunction' } as const;

const listed = (names: readonly string[], type: 'conjunction' | 'disjunction'): string =>
  new Intl.ListFormat(language, { type }).format(names);

/** One sentence on what follows, for those who may read the model. */
export const WhatNext = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const enabled = useReadsModel(task) && task.state === 'open';
  const { data } = useQuery({ ...modelOptions(task), enabled });
  const next = useMemo(
    () => (data ? nextAfter(data, task.activity_id) : null),
    [data, task.activity_id],
  );
  if (!enabled || !next) return null;
  const { kind, names } = next;
  const words =
    kind === 'end' || kind === 'one'
      ? t(`next.${kind}`, { names: names[0] })
      : t(`next.${kind}`, { names: listed(names, LIST[kind]) });
  return (
    <section>
      <h3>{t('next.title')}</h3>
      <p>{words}</p>
    </section>
  );
};
