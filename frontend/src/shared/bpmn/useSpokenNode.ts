import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { DiagramBadge, DiagramElement, DiagramPath } from './types';

const PREFIX = 'bpmn:';

/** Cut the prefix off a BPMN type. */
export function plainType(type: string): string {
  return type.startsWith(PREFIX) ? type.slice(PREFIX.length) : type;
}

/** Say a node in words: name, type and what the page lays over it. */
export function useSpokenNode(
  badges: readonly DiagramBadge[] | undefined,
  path: DiagramPath | undefined,
): (element: DiagramElement) => string {
  const { t } = useTranslation('diagram');
  return useMemo(() => {
    const visits = (id: string) => {
      const count = path?.activities[id] ?? 0;
      return count > 0 ? t('visits', { count }) : t('notReached');
    };
    return (element) => {
      const parts = (badges ?? [])
        .filter((badge) => badge.activityId === element.id)
        .map((badge) => badge.label);
      if (path && parts.length === 0) parts.push(visits(element.id));
      const name = element.businessObject.name ?? t('unnamed');
      const type = t(`type.${plainType(element.type)}` as 'type.Task', {
        defaultValue: t('type.other'),
      });
      return parts.length > 0
        ? t('announceWith', { name, type, state: parts.join(', ') })
        : t('announce', { name, type });
    };
  }, [badges, path, t]);
}
