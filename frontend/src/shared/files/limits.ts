/** What may be uploaded, and how sizes are said. */
import { useQuery } from '@tanstack/react-query';
import { api } from '@/shared/api';
import { i18next } from '@/shared/i18n';

export interface FileReference {
  id: string;
  name: string;
  media_type: string;
  size: unknown;
  sha256: string;
}

const isReference = (value: unknown): value is FileReference =>
  typeof value === 'object' && value !== null && 'id' in value && 'name' in value;

/** The references in what a field holds: one, several or none. */
export const filesIn = (value: unknown): FileReference[] =>
  (Array.isArray(value) ? value : [value]).filter(isReference);

export interface FileLimits {
  max_bytes: number;
  media_types: string[];
}

const limits = () => api.get<FileLimits>('/files/limits');

export const useFileLimits = () =>
  useQuery({ queryKey: ['files', 'limits'], queryFn: limits, staleTime: Infinity });

/** The same for parts of a page that React does not draw. */
export const readFileLimits = limits;

const STEPS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Say a number of bytes as people do: 2 MB. */
export const sizeText = (bytes: number, locale = i18next.language): string => {
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < STEPS.length - 1) {
    value /= 1000;
    step += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: STEPS[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
};

/** Tell whether a file is of one of these kinds, as `accept` of HTML means them. */
export const isAccepted = (file: { name: string; type: string }, accept: string): boolean => {
  const kinds = accept
    .toLowerCase()
    .split(',')
    .map((kind) => kind.trim())
    .filter(Boolean);
  const name = file.name.toLowerCase();
  const type = file.type.toLowerCase();
  const family = `${type.split('/')[0]}/*`;
  return (
    kinds.length === 0 ||
    kinds.some((kind) =>
      kind.startsWith('.') ? name.endsWith(kind) : [type, family, '*/*'].includes(kind),
    )
  );
};
