import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '@/shared/api';
import { useNow } from '@/shared/format';
import classes from '../inbox.module.css';
import { readCriteria, type Criteria } from './criteria';
import { say } from './words';

interface Props {
  where: JsonObject | null;
  /** The link holds something that is no filter. */
  isBroken: boolean;
  onChange: (criteria: Criteria) => void;
  onClear: () => void;
  onEdit: () => void;
}

/** The conditions of the list as chips, each taken away by itself. */
export const FilterBar = ({ where, isBroken, onChange, onClear, onEdit }: Props) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  const criteria = where ? readCriteria(where) : null;
  const isOpaque = isBroken || (where !== null && criteria === null);
  const groups = criteria?.groups ?? [];
  const without = (at: number, index: number) => {
    const left = groups.with(at, (groups[at] ?? []).toSpliced(index, 1));
    const kept = left.filter((group) => group.length > 0);
    const onlyOpen = criteria?.onlyOpen ?? true;
    onChange({ groups: kept, onlyOpen: kept.length === 0 || onlyOpen });
  };
  return (
    <>
      {isOpaque && (
        <span className="k-chip">
          {t(isBroken ? 'filters.broken' : 'filters.foreign')}
          <Remove label={t('filters.clear')} onClick={onClear} />
        </span>
      )}
      {groups.map((group, at) => (
        <Fragment key={at}>
          {at > 0 && <span className={classes.orWord}>{t('filters.or')}</span>}
          {group.map((condition, index) => {
            const words = say(t, condition, now);
            return (
              <span key={index} className="k-chip">
                <UnstyledButton className={classes.chipWords} onClick={onEdit}>
                  {words}
                </UnstyledButton>
                <Remove
                  label={t('filters.removeNamed', { words })}
                  onClick={() => without(at, index)}
                />
              </span>
            );
          })}
        </Fragment>
      ))}
      {criteria && !criteria.onlyOpen && <span className="k-chip">{t('filters.closedToo')}</span>}
      <UnstyledButton
        className={`k-chip ${classes.addChip} ${classes.filterChip}`}
        onClick={onEdit}
        aria-keyshortcuts="f"
      >
        <IconFilter size={14} aria-hidden />
        {t('filters.button')}
      </UnstyledButton>
    </>
  );
};

const Remove = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <ActionIcon size={24} onClick={onClick} aria-label={label}>
    <IconX size={12} />
  </ActionIcon>
);
