import words from '@/shared/i18n/en/library.json';

export type TemplateKey = keyof typeof words.template.of;

/** Whether there are words for a template; one that somebody added to the server goes by its key. */
export const isTemplateKey = (key: string): key is TemplateKey => key in words.template.of;
