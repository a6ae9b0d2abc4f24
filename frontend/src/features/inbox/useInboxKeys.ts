import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, type UserTask } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { isDelegated, OFFER_KEYS, OFFERS, type Offer } from './offers';
import type { Selection } from './useSelection';
import type { TaskActions } from './useTaskActions';

interface Context {
  tasks: readonly UserTask[];
  open: UserTask | undefined;
  selection: Selection;
  actions: TaskActions;
  ask: (offer: Offer, tasks: readonly UserTask[]) => void;
  goTo: (task: UserTask | undefined) => void;
  close: () => void;
  search: () => void;
  filter: () => void;
  openInstance: (task: UserTask) => void;
}

/** The keys of the inbox; they act on the selection where there is one, else on the open task. */
export const useInboxKeys = (context: Context): void => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const { tasks, selection, actions } = context;
  // Keys come faster than pages are drawn: the row they act on is known at once.
  const cursor = useRef(context.open);
  useEffect(() => {
    cursor.current = context.open;
  }, [context.open]);
  const chosen = selection.ids.size > 0 ? tasks.filter((task) => selection.ids.has(task.id)) : [];
  const step = (by: number) => {
    const at = tasks.findIndex((task) => task.id === cursor.current?.id);
    const next = tasks[at === -1 ? 0 : Math.min(Math.max(at + by, 0), tasks.length - 1)];
    cursor.current = next;
    context.goTo(next);
  };
  const atOpen = (run: (task: UserTask) => void) => {
    if (cursor.current) run(cursor.current);
  };
  const claim = () => {
    const free = chosen.filter((task) => task.can_claim && !task.assignee);
    if (chosen.length > 0) void actions.claimAll(free).then(selection.none);
    else atOpen((task) => task.can_claim && !task.assignee && actions.claim(task));
  };
  const isMine = (task: UserTask) => task.assignee === me.username && task.state === 'open';
  const release = () => {
    const mine = chosen.filter((task) => task.assignee === me.username);
    if (chosen.length > 0) void actions.releaseAll(mine).then(selection.none);
    else {
      atOpen((task) => {
        if (isDelegated(task) && task.can_resolve) actions.giveBack(task);
        else if (isMine(task)) actions.release(task);
      });
    }
  };
  const ask = (offer: Offer) => {
    if (chosen.length > 0) context.ask(offer, chosen);
    else atOpen((task) => context.ask(offer, [task]));
  };
  useHotkeys(t('keys.group'), [
    { keys: ['j', 'ArrowDown', ']'], label: t('keys.next'), run: () => step(1) },
    { keys: ['k', 'ArrowUp', '['], label: t('keys.previous'), run: () => step(-1) },
    {
      keys: ['Enter'],
      label: t('keys.open'),
      run: () => (cursor.current ? actions.focusForm() : step(0)),
    },
    {
      keys: ['Escape'],
      label: t('keys.back'),
      run: () => (chosen.length > 0 ? selection.none() : context.close()),
    },
    {
      keys: ['x'],
      label: t('keys.select'),
      run: () => atOpen((task) => selection.toggle(task.id)),
    },
    {
      keys: ['Shift+x'],
      label: t('keys.range'),
      run: () => atOpen((task) => selection.rangeTo(task.id)),
    },
    { keys: ['Mod+a'], label: t('keys.all'), run: selection.all },
    { keys: ['c'], label: t('keys.claim'), run: claim },
    { keys: ['u'], label: t('keys.release'), run: release },
    ...OFFERS.map((offer) => ({
      keys: [OFFER_KEYS[offer]],
      label: t(`keys.${offer}`),
      run: () => ask(offer),
    })),
    // An open task has this key for itself, as long as nothing is selected.
    ...(chosen.length > 0
      ? [
          {
            keys: [OFFER_KEYS.complete],
            label: t('keys.completeMany'),
            run: () => ask('complete'),
          },
        ]
      : []),
    { keys: ['o'], label: t('keys.instance'), run: () => atOpen(context.openInstance) },
    { keys: ['z'], label: t('keys.undo'), run: actions.undo },
    { keys: ['/'], label: t('keys.search'), run: context.search },
    { keys: ['f'], label: t('keys.filter'), run: context.filter },
  ]);
};
