/** @jsxImportSource @bpmn-io/properties-panel/preact */
import { useState } from '@bpmn-io/properties-panel/preact/hooks';
import { useService } from 'bpmn-js-properties-panel';
import type { ProcessDefinition } from '@/shared/api';
import type { ModdleElement } from '@/shared/bpmn/types';
import { readCall, readCalled, tagsOf, versionMeant, type Processes } from './calls';
import { useWriter, type EntryProps } from './entries';
import type { Texts } from './field';
import { modelOf } from './roots';
import { useAnswer } from './useAnswer';

const pageOf = (key: string): string => `/processes/${encodeURIComponent(key)}`;

const isFeel = (key: string): boolean => key.startsWith('=');

const nameOf = ({ name, key }: ProcessDefinition): string => name ?? key;

const describe = (meant: ProcessDefinition, binding: string, texts: Texts): string =>
  texts(binding.startsWith('version') ? 'called.meant' : 'called.newest', {
    name: nameOf(meant),
    version: meant.version,
  });

interface NoteProps extends EntryProps {
  called: string;
}

/** Whether a file brings what it calls: one of its processes, or a global task. */
const isInFile = (host: ModdleElement, called: string): boolean =>
  ((modelOf(host)?.get('rootElements') ?? []) as ModdleElement[]).some(
    ({ $type, id }) => id === called && /^bpmn:(Process|Global\w*Task)$/.test($type),
  );

/** What is called as things stand: a link to it, or what is wrong. */
const CalledNote = ({ called, host }: NoteProps) => {
  const texts = useService('texts') as Texts;
  const { versionsOf } = useService('processes') as Processes;
  const question = called === '' || isFeel(called) ? null : called;
  const {
    value: versions,
    isAsking,
    again,
  } = useAnswer<string, ProcessDefinition[]>(question, versionsOf);
  if (called === '') return null;
  if (isFeel(called)) return <p class="k-panel-note">{texts('called.feel')}</p>;
  if (versions === null && !isAsking)
    return (
      <p class="k-panel-note k-panel-warning">
        {texts('called.failed')}{' '}
        <button type="button" class="k-timer-again" onClick={again}>
          {texts('timer.again')}
        </button>
      </p>
    );
  if (isAsking || !versions) return <p class="k-panel-note">{texts('called.asking')}</p>;
  const [newest] = versions;
  const meant = versionMeant(host, versions);
  const binding = readCall(host, 'binding');
  if (!newest)
    return isInFile(host, called) ? null : (
      <p class="k-panel-note k-panel-warning">{texts('called.unknown', { key: called })}</p>
    );
  return (
    <p class={`k-panel-note${meant ? '' : ' k-panel-warning'}`}>
      {meant
        ? describe(meant, binding, texts)
        : texts('called.noVersion', { name: nameOf(newest) })}{' '}
      <a href={pageOf(called)} target="_blank" rel="noreferrer">
        {texts('called.open')}
      </a>
    </p>
  );
};

interface ListProps {
  id: string;
  found: readonly ProcessDefinition[] | null | undefined;
  isAsking: boolean;
  active: number;
  onPick: (key: string) => void;
}

const Found = ({ id, found, isAsking, active, onPick }: ListProps) => {
  const texts = useService('texts') as Texts;
  const isEmpty = !found || found.length === 0;
  const said = isAsking ? 'called.asking' : found === null ? 'called.failed' : 'called.none';
  return (
    <ul id={id} class="k-pick-list" role="listbox" aria-label={texts('called.list')}>
      {isEmpty && (
        <li role="presentation" class="k-panel-note">
          {texts(said)}
        </li>
      )}
      {(found ?? []).map((process, index) => (
        // the field has the focus and the keys
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={process.key}
          id={`${id}-${index.toString()}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onMouseDown={(event: Event) => event.preventDefault()}
          onClick={() => onPick(process.key)}
        >
          {nameOf(process)}
          <span class="k-pick-key">{process.key}</span>
        </li>
      ))}
    </ul>
  );
};

interface FieldEvent {
  currentTarget: HTMLInputElement;
}

/** The process that is called: searched by name or key, or given as FEEL. */
export const CalledProcess = (props: EntryProps) => {
  const { id, field, host } = props;
  const texts = useService('texts') as Texts;
  const { search } = useService('processes') as Processes;
  const write = useWriter(props);
  const called = readCalled(host);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  const text = typed ?? called;
  const isOpen = typed !== null && !isFeel(typed.trim());
  // the whole list first: what is there already is no search
  const question = isOpen ? (typed === called ? '' : typed.trim()) : null;
  const { value: found, isAsking } = useAnswer(question, search);

  const pick = (key: string) => {
    setTyped(null);
    setActive(-1);
    if (key !== called) write(key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = found?.length ?? 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (typed === null) setTyped(called);
      else if (count > 0) setActive((before) => (before + step + count) % count);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(found?.[active]?.key ?? text.trim());
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      setTyped(null);
    }
  };
  const list = `${id}-list`;
  return (
    <div
      class={`bio-properties-panel-entry${called === '' ? ' has-error' : ''}`}
      data-entry-id={id}
    >
      <label class="bio-properties-panel-label" for={`${id}-field`}>
        {texts(`field.${field.id}`)}
      </label>
      <div class="k-pick">
        <input
          id={`${id}-field`}
          class="bio-properties-panel-input"
          type="text"
          role="combobox"
          autoComplete="off"
          spellcheck={false}
          placeholder={texts('called.search')}
          aria-expanded={isOpen}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && active >= 0 ? `${list}-${active.toString()}` : undefined}
          value={text}
          onFocus={() => setTyped(called)}
          onInput={({ currentTarget: { value } }: FieldEvent) => {
            setTyped(value);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => pick(text.trim())}
        />
        {isOpen && (
          <Found id={list} found={found} isAsking={isAsking} active={active} onPick={pick} />
        )}
      </div>
      {called === '' && (
        <div class="bio-properties-panel-error">{texts('missing.calledElement')}</div>
      )}
      <CalledNote {...props} called={called} />
    </div>
  );
};

/** A version, or a tag, of those that exist; free text where the process is not known. */
export const CalledVersion = (props: EntryProps) => {
  const { id, field, host } = props;
  const texts = useService('texts') as Texts;
  const { versionsOf } = useService('processes') as Processes;
  const write = useWriter(props);
  const called = readCalled(host);
  const { value: versions, isAsking } = useAnswer(
    called === '' || isFeel(called) ? null : called,
    versionsOf,
  );
  const current = (field.read(host) as string | undefined) ?? '';
  const known =
    field.id === 'calledTag'
      ? tagsOf(versions ?? []).map((tag) => ({ value: tag, label: tag }))
      : (versions ?? []).map(({ version, version_tag: tag }) => ({
          value: version.toString(),
          label: texts('called.version', { version }) + (tag ? ` (${tag})` : ''),
        }));
  const isKnown = current === '' || known.some(({ value }) => value === current);
  const choices = [
    { value: '', label: texts('called.choose') },
    ...known,
    ...(isKnown ? [] : [{ value: current, label: current }]),
  ];
  const change = ({ currentTarget }: { currentTarget: { value: string } }) =>
    write(currentTarget.value.trim());
  return (
    <div class="bio-properties-panel-entry" data-entry-id={id}>
      <label class="bio-properties-panel-label" for={`${id}-field`}>
        {texts(`field.${field.id}`)}
      </label>
      {isAsking || known.length > 0 ? (
        <select
          id={`${id}-field`}
          class="bio-properties-panel-input"
          value={current}
          onChange={change}
        >
          {choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={`${id}-field`}
          class="bio-properties-panel-input"
          type="text"
          value={current}
          onChange={change}
        />
      )}
    </div>
  );
};
