import { Button, Textarea } from '@mantine/core';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, newKey, useMe, type UserTask } from '@/shared/api';
import { explain, Kbd, PersonMark } from '@/shared/ui';
import { useCandidates, usePeople } from './commands';
import classes from './comments.module.css';
import { fillMention, typedMention } from './mentions';
import { useAddComment } from './talk';

const LONGEST = 4000;
const MOST_OFFERED = 8;

/** Text that outlives its box, so that a look at something else loses nothing. */
const useKept = (key: string) => {
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? '');
  return [
    text,
    (value: string) => {
      if (value) sessionStorage.setItem(key, value);
      else sessionStorage.removeItem(key);
      setText(value);
    },
  ] as const;
};

/** Whom the name after the @ may mean: first those of the task, then everybody. */
const useOffered = (task: UserTask, wanted: string | null): string[] => {
  const me = useMe();
  const text = wanted ?? '';
  const candidates = useCandidates(wanted === null ? undefined : task.id, text).data ?? [];
  const people = usePeople(text).data ?? [];
  if (wanted === null) return [];
  const near = [task.assignee, task.owner, task.started_by].filter(
    (name): name is string => !!name && name.includes(text),
  );
  const all = [
    ...near,
    ...candidates.map((one) => one.username),
    ...people.map((one) => one.username),
  ];
  return [...new Set(all)].filter((name) => name !== me.username).slice(0, MOST_OFFERED);
};

/** A box for a comment; @ offers names. */
export const Composer = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const [text, setText] = useKept(`kontor.comment.${task.id}`);
  const [caret, setCaret] = useState(text.length);
  const [chosen, setChosen] = useState(0);
  const [isClosed, setClosed] = useState(false);
  const add = useAddComment(task.id);
  const key = useRef(newKey());
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const typed = isClosed ? null : typedMention(text, caret);
  const offered = useOffered(task, typed?.text ?? null);
  const active = Math.min(chosen, offered.length - 1);

  useEffect(() => box.current?.focus(), []);

  const place = (value: string, at: number) => {
    setText(value);
    setCaret(at);
    setClosed(false);
    setChosen(0);
  };
  const take = (name: string) => {
    if (!typed) return;
    const filled = fillMention(text, caret, typed, name);
    place(filled.text, filled.caret);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(filled.caret, filled.caret);
    });
  };
  const send = () => {
    if (!text.trim() || add.isPending) return;
    add.mutate(
      { text, key: key.current },
      {
        onSuccess: () => {
          place('', 0);
          key.current = newKey();
        },
        onError: (error) => {
          // Another text is another intention; a lost answer is not.
          if (!isProblem(error) || !error.isUnreachable) key.current = newKey();
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
      return;
    }
    if (offered.length === 0) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => setChosen((active + 1) % offered.length),
      ArrowUp: () => setChosen((active - 1 + offered.length) % offered.length),
      Enter: () => take(offered[active]!),
      Tab: () => take(offered[active]!),
      Escape: () => setClosed(true),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  const fault = add.error;
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {offered.length > 0 && (
        <ul
          id={listId}
          role="listbox"
          aria-label={t('comments.people')}
          className={classes.offered}
        >
          {offered.map((name, index) => (
            <li
              key={name}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => {
                event.preventDefault();
                take(name);
              }}
            >
              <PersonMark name={name} /> {name}
            </li>
          ))}
        </ul>
      )}
      <Textarea
        ref={box}
        label={t('comments.label')}
        description={t('comments.hint')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST}
        value={text}
        error={fault ? (isProblem(fault) && fault.errors[0]?.detail) || explain(fault) : undefined}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? listId : undefined}
        aria-activedescendant={offered.length > 0 ? `${listId}-${active}` : undefined}
        onChange={(event) => {
          add.reset();
          place(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.send}>
        <Button type="submit" loading={add.isPending} disabled={!text.trim()}>
          {t('comments.send')}
        </Button>
        <span className={classes.keys}>
          <Kbd keys="Mod+Enter" />
        </span>
      </div>
    </form>
  );
};
