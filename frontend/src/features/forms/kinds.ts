import type words from '@/shared/i18n/en/builder.json';

/** What the palette calls the components of forms. */
export const KINDS: Readonly<Record<string, keyof typeof words.editor>> = {
  textfield: 'textField',
  textarea: 'textArea',
  number: 'number',
  datetime: 'dateTime',
  checkbox: 'checkbox',
  select: 'select',
  radio: 'radioGroup',
  checklist: 'checkboxGroup',
  taglist: 'tagList',
  expression: 'expression',
  filepicker: 'filePicker',
  text: 'textView',
  html: 'htmlView',
  image: 'imageView',
  table: 'table',
  separator: 'separator',
  spacer: 'spacer',
  group: 'group',
  dynamiclist: 'dynamicList',
  button: 'button',
};
