import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { language } from '@/shared/i18n';
import { diagramOptions } from './model';
import { nextAfter } from './next';

const LIST = { choice: 'disjunction', all: 'conjunction' } as const;

const listed = (names: readonly string[], type: 'conjunction' | 'disjunction'): string =>
  new Intl.ListFormat(language, { type }).format(names);

/** One sentence on what follows. */
export const WhatNext = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const isOpen = task.state === 'open';
  const { data, isError } = useQuery({ ...diagramOptions(task), enabled: isOpen });
  const next = useMemo(
    () => (data ? nextAfter(data, task.activity_id) : null),
    [data, task.activity_id],
  );
  if (!isOpen || (!isError && data === undefined)) return null;
  const words = () => {
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
