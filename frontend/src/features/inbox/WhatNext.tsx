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

/** One sentence on what follows; who may not read the model is told so. */
export const WhatNext = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const reads = useReadsModel(task);
  const isOpen = task.state === 'open';
  const { data, isError } = useQuery({ ...modelOptions(task), enabled: isOpen && reads === true });
  const next = useMemo(
    () => (data ? nextAfter(data, task.activity_id) : null),
    [data, task.activity_id],
  );
  const isKnown = reads === false || isError || data !== undefined;
  if (!isOpen || !isKnown) return null;
  const words = () => {
    if (!reads) return t('next.unread');
    if (isError) return t('next.failed');
    if (!next) return t('next.unknown');
    const { kind, names } = next;
    return kind === 'end' || kind === 'one'
      ? t(`next.${kind}`, { names: names[0] })
      : t(`next.${kind}`, { names: listed(names, LIST[kind]) });
  };
  return (
    <section>
      <h3>{t('next.title')}</h3>
      <p>{words()}</p>
    </section>
  );
};
