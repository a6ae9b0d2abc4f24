import { locale } from '@/shared/i18n/language';

/** "dueDate", "due_date" or "due-date" as "Due date". */
export const humanize = (name: string): string => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .trim();
  if (words === '') return name;
  const lower = words.replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
  return lower.charAt(0).toUpperCase() + lower.slice(1);
};

/** Two letters for an avatar. */
export const initials = (name: string): string => {
  const parts = name.split(/[\s._-]+/).filter(Boolean);
  const letters =
    parts.length > 1 ? `${parts[0]?.[0] ?? ''}${parts[1]?.[0] ?? ''}` : name.slice(0, 2);
  return letters.toUpperCase();
};

const NUMBER = new Intl.NumberFormat(locale);

export const number = (value: number): string => NUMBER.format(value);

/** How many; with a plus where counting stopped there. */
export const atLeast = (value: number, isMore: boolean): string =>
  `${number(value)}${isMore ? '+' : ''}`;
