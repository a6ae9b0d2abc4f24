// @vitest-environment jsdom
/** A field that takes files: what it says before, sends, shows and gives back. */
import { configure, fireEvent, screen, waitFor } from '@testing-library/dom';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseJson, type JsonObject } from '@/shared/api';
import type { FormSchema } from '../schema';
import { FormViewer } from './FormViewer';

const REFERENCE = {
  id: '01900000-0000-7000-8000-000000000000',
  name: 'letter.pdf',
  media_type: 'application/pdf',
  size: 4,
  sha256: '0'.repeat(64),
};

class Call {
  static all: Call[] = [];
  upload: { onprogress?: (event: object) => void } = {};
  onload = () => undefined;
  onabort = () => undefined;
  onerror = () => undefined;
  status = 0;
  statusText = '';
  responseText = '';
  sent: FormData | null = null;
  constructor() {
    Call.all.push(this);
  }
  open = () => undefined;
  setRequestHeader = () => undefined;
  getResponseHeader = () => 'application/problem+json';
  send = (body: FormData) => (this.sent = body);
  abort = () => this.onabort();
  answer(status: number, body: object) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload();
  }
}

// A link comes with the third drawing: long after a second on a machine that is busy.
configure({ asyncUtilTimeout: 20_000 });

let viewer: FormViewer | null = null;
/** What the server says of any file. */
let state: () => Response;
beforeEach(() => {
  Call.all = [];
  vi.stubGlobal('XMLHttpRequest', Call);
  state = () => new Response('{"state": "ready"}');
  vi.stubGlobal('fetch', (url: string | URL | Request) => {
    const isLimits = (url instanceof Request ? url.url : String(url)).endsWith('/limits');
    return Promise.resolve(
      isLimits ? new Response('{"max_bytes": 20000000, "media_types": []}') : state(),
    );
  });
});
afterEach(() => {
  viewer?.destroy();
  viewer = null;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const open = async (more: object = {}, variables: JsonObject = {}): Promise<FormViewer> => {
  const component = { type: 'filepicker', id: 'f', key: 'letter', label: 'Letter', ...more };
  const schema = { type: 'default', id: 'x', components: [component] } as unknown as FormSchema;
  const container = document.createElement('div');
  document.body.append(container);
  viewer = new FormViewer(container, 'Form');
  await viewer.show({ schema, variables });
  await waitFor(() => expect(document.querySelector('input[type=file]')).not.toBeNull());
  return viewer;
};

const choose = (...files: File[]) => {
  const input = document.querySelector('input[type=file]') as HTMLInputElement;
  Object.defineProperty(input, 'files', { value: files, configurable: true });
  Object.defineProperty(input, 'value', { value: '', writable: true, configurable: true });
  fireEvent.change(input);
};

const pdf = (name = 'letter.pdf', text = 'text') =>
  new File([text], name, { type: 'application/pdf' });

it('says what it takes before anybody chooses', async () => {
  await open({ accept: '.pdf', validate: { maxSize: 2_000_000 } });

  await screen.findByText('Files of the kinds .pdf · up to 2 MB each');
});

it('sends a file, shows how far it is, and holds the reference', async () => {
  const form = await open();
  choose(pdf());
  await waitFor(() => expect(Call.all).toHaveLength(1));
  Call.all[0]?.upload.onprogress?.({ loaded: 1, total: 4 });

  const bar = await screen.findByLabelText<HTMLProgressElement>('Uploading letter.pdf');
  await waitFor(() => expect(bar.value).toBe(0.25));
  expect(form.check()).toBe(false);
  Call.all[0]?.answer(201, REFERENCE);

  await screen.findByRole('link', { name: 'letter.pdf' });
  expect(form.changes()).toEqual({ letter: parseJson(JSON.stringify(REFERENCE)) });
  expect(form.check()).toBe(true);
});

it('holds nothing of an upload that was cancelled', async () => {
  const form = await open();
  choose(pdf());
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel letter.pdf' }));

  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  expect(form.changes()).toEqual({});
  expect(screen.getByRole('alert').textContent).toBe('');
});

it('says why a file cannot be taken, and sends nothing', async () => {
  await open({ accept: '.pdf', validate: { maxSize: 2 } });
  choose(new File(['text'], 'a.txt', { type: 'text/plain' }), pdf());

  await screen.findByText('a.txt: This field takes .pdf only.');
  await screen.findByText('letter.pdf: Files may have at most 2 bytes.');
  expect(Call.all).toHaveLength(0);
});

it('says what the server says', async () => {
  await open();
  choose(pdf());
  await waitFor(() => expect(Call.all).toHaveLength(1));
  const errors = [{ code: 'file_infected', detail: 'A virus was found in the file.' }];
  Call.all[0]?.answer(422, { title: 'Refused', detail: 'x', code: 'invalid_file', errors });

  await screen.findByText('letter.pdf: A virus was found in the file.');
});

it('gathers several files and lets them go', async () => {
  const form = await open({ multiple: true });
  choose(pdf('a.pdf'), pdf('b.pdf'));
  await waitFor(() => expect(Call.all).toHaveLength(2));
  Call.all[0]?.answer(201, { ...REFERENCE, id: 'a', name: 'a.pdf' });
  Call.all[1]?.answer(201, { ...REFERENCE, id: 'b', name: 'b.pdf' });
  await screen.findByRole('link', { name: 'b.pdf' });

  fireEvent.click(screen.getByRole('button', { name: 'Remove a.pdf' }));

  await waitFor(() => expect(screen.queryByRole('link', { name: 'a.pdf' })).toBeNull());
  const { letter } = form.changes();
  expect((letter as JsonObject[]).map(({ name }) => name)).toEqual(['b.pdf']);
});

it('shows at the field what the server says of one of its files', async () => {
  const form = await open({ multiple: true }, { letter: [REFERENCE] });
  await screen.findByRole('link', { name: 'letter.pdf' });
  const refused = { code: 'unknown_file', detail: 'Letter: there is no file for you.' };
  const elsewhere = { ...refused, pointer: '/variables/letters/0' };

  expect(form.showRefusals([{ ...refused, pointer: '/variables/letter/0' }, elsewhere])).toEqual([
    elsewhere,
  ]);
  await screen.findByText(refused.detail);
});

it('shows what was there before, and gives nothing back that nobody changed', async () => {
  const form = await open({}, { letter: REFERENCE });

  await screen.findByRole('link', { name: 'letter.pdf' });
  expect(form.changes()).toEqual({});
});

const names = () => [...document.querySelectorAll('.k-file-name')].map(({ tagName }) => tagName);

it('gives no link to what waits for the scanner, says so, and asks again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  state = () => new Response('{"state": "unscanned"}');
  await open({}, { letter: { ...REFERENCE, media_type: 'image/png' } });

  await screen.findByText(/Can be read once it was scanned for viruses/);
  expect(names()).toEqual(['SPAN']);
  expect(screen.queryByRole('button', { name: /Preview/ })).toBeNull();
  expect(document.querySelector('img')).toBeNull();
  state = () => new Response('{"state": "ready"}');
  await vi.advanceTimersByTimeAsync(15_000);

  await screen.findByRole('link', { name: 'letter.pdf' });
  vi.useRealTimers();
});

it('says of a file that may not be read what the server says', async () => {
  const detail = 'There is no such file for you.';
  const headers = { 'Content-Type': 'application/problem+json' };
  const body = JSON.stringify({ title: 'Not found', status: 404, code: 'not_found', detail });
  state = () => new Response(body, { status: 404, headers });
  await open({}, { letter: REFERENCE });

  await screen.findByText(new RegExp(detail));
  expect(names()).toEqual(['SPAN']);
});
