import { i18next } from '@/shared/i18n';
import { isProblem } from '@/shared/api';

/** Say a failure in one sentence: our words for its code where we have some, else the server's. */
export const explain = (error: unknown): string => {
  if (!isProblem(error)) return i18next.t('error.unknown');
  const own = `error.code.${error.code}` as const;
  if (i18next.exists(own)) return i18next.t(own as unknown as 'error.unknown', { ...error.body });
  const [first] = error.errors;
  const detail = error.message || error.title;
  return first && !detail.includes(first.detail) ? `${detail} ${first.detail}`.trim() : detail;
};
