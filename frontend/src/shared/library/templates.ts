import { useQuery } from '@tanstack/react-query';
import { api } from '@/shared/api';
import type { DraftKind } from '@/shared/drafts';

/** A file that a new draft may begin with. */
export interface Template {
  /** Of the model in the file. */
  key: string;
  kind: DraftKind;
  content: string;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

const fillForm = (content: string, name: string, key: string): string => {
  const schema = JSON.parse(content) as Record<string, unknown>;
  return JSON.stringify({ ...schema, id: key, name }, null, 2);
};

/** A template under the name and the key that its author gives it. */
export const fill = ({ key: old, kind, content }: Template, name: string, key: string): string => {
  if (kind === 'form') return fillForm(content, name, key);
  // Names stand beside the ids of what is named; a replacement must not be read as a pattern.
  const named = new RegExp(`(<[\\w:]+[^<>]* id="(?:${old}|definitions)" name=")[^"]*"`, 'g');
  return content
    .replace(named, (_all, before: string) => `${before}${escape(name)}"`)
    .replaceAll(`"${old}"`, () => `"${key}"`);
};

/** The templates of one kind; none while they are fetched. */
export const useTemplates = (kind: DraftKind): readonly Template[] => {
  const { data } = useQuery({
    queryKey: ['library', 'templates'],
    queryFn: ({ signal }) => api.get<{ items: Template[] }>('/library/templates', { signal }),
    staleTime: Infinity,
  });
  return data?.items.filter((one) => one.kind === kind) ?? [];
};
