import type { TFunction } from 'i18next';
import { moment } from '@/shared/format';
import { needsOf, type Condition } from './criteria';

/** A condition as people say it. */
export const say = (t: TFunction<'inbox'>, condition: Condition, now: Date): string => {
  const { field, variable, operator, value } = condition;
  const needs = needsOf(condition);
  const shown =
    needs === 'moment'
      ? moment(new Date(value), now)
      : needs === 'state'
        ? t(`filters.states.${value as 'open'}`)
        : value;
  const words =
    needs === 'days'
      ? t(`filters.say.${operator as 'withinDays'}`, { count: Number(value) })
      : t(`filters.say.${operator as 'is'}`, { value: shown });
  const subject = field === 'variable' ? (variable?.name ?? '') : t(`filters.fields.${field}`);
  return `${subject} ${words}`;
};
