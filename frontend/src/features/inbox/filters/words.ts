import type { TFunction } from 'i18next';
import { moment } from '@/shared/format';
import { needsOf, type Condition } from './criteria';

/** A condition as people say it. */
export const say = (t: TFunction<'inbox'>, condition: Condition, now: Date): string => {
  const { field, operator, value } = condition;
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
  return `${t(`filters.fields.${field}`)} ${words}`;
};
