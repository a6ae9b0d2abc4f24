/** Making drafts of files, each by itself: a file becomes a draft as a whole, or nothing of it is kept. */
import { api, isProblem, type Draft, type FieldProblem, type ModelCheck } from '@/shared/api';
import { createDraft, modelFacts, type DraftKind } from '@/shared/drafts';

export const IMPORTED_FILES = '.bpmn,.xml,.dmn,.form,.json';

/** What became of one setting of another engine. */
export interface Setting {
  element_id: string | null;
  setting: string;
  fate: 'converted' | 'kept' | 'cannot_run';
  detail: string;
}

interface Converted {
  draft: Draft;
  /** Drafts of the forms that were taken out of the model. */
  forms: Draft[];
  report: {
    vendors: string[];
    converted: number;
    kept: number;
    cannot_run: number;
    entries: Setting[];
  };
}

/** What became of one file; without a draft nothing of it is kept. */
export interface Imported {
  file: string;
  kind: DraftKind;
  draft: Draft | null;
  forms: readonly Draft[];
  report: Converted['report'] | null;
  /** Why there is no draft. */
  faults: readonly Pick<FieldProblem, 'detail' | 'line'>[];
}

/** Faults of a file that cannot be read at all; all others are mended in the editor. */
const UNREADABLE = new Set([
  'xml_malformed',
  'unreadable_xml',
  'not_bpmn',
  'not_dmn',
  'malformed_json',
  'form_malformed',
]);

export const kindOf = (file: string): DraftKind => {
  if (/\.dmn$/i.test(file)) return 'decision';
  return /\.(form|json)$/i.test(file) ? 'form' : 'process';
};

const withoutSuffix = (name: string) => name.replace(/(\.bpmn20)?\.(bpmn|xml|dmn|form|json)$/i, '');

const encodingOf = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1] ?? 'utf-8';
};

const decoderOf = (bytes: Uint8Array): TextDecoder => {
  try {
    return new TextDecoder(encodingOf(bytes));
  } catch {
    return new TextDecoder(); // The server says that it does not know the encoding.
  }
};

/** Read a file as text, in the encoding that its byte order mark or its XML declaration tells. */
const textOf = async (file: File): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return decoderOf(bytes).decode(bytes);
};

const store = async (
  file: string,
  kind: DraftKind,
  content: string,
): Promise<Partial<Imported>> => {
  if (kind !== 'process') return { draft: await createDraft(withoutSuffix(file), content, kind) };
  const name = modelFacts(content)?.name || withoutSuffix(file);
  const { draft, forms, report } = await api.post<Converted>('/drafts/import', { name, content });
  return { draft, forms, report };
};

/** Import one file; what went wrong is told in the answer. */
export const importFile = async (file: File): Promise<Imported> => {
  const kind = kindOf(file.name);
  const nothing: Imported = {
    file: file.name,
    kind,
    draft: null,
    forms: [],
    report: null,
    faults: [],
  };
  try {
    const content = await textOf(file);
    const { errors } = await api.post<ModelCheck>('/drafts/check', { content, kind });
    const faults = errors.filter(({ code }) => UNREADABLE.has(code));
    if (faults.length > 0) return { ...nothing, faults };
    return { ...nothing, ...(await store(file.name, kind, content)) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    const faults = error.errors.length > 0 ? error.errors : [{ detail: error.message }];
    return { ...nothing, faults };
  }
};

/** Tell whether there is nothing to say of a file but that it is a draft now. */
export const isPlain = ({ draft, forms, report }: Imported): boolean =>
  draft !== null && forms.length === 0 && (report?.entries.length ?? 0) === 0;
