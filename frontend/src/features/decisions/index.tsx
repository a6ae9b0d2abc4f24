import './words';
import { Button, TextInput } from '@mantine/core';
import { IconPencil, IconPlus, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useMay } from '@/shared/api';
import { createDraft, keyFrom, listDrafts } from '@/shared/drafts';
import { moment, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import {
  AddressText,
  Dialog,
  Empty,
  explain,
  Failure,
  PageHead,
  SkeletonRows,
  StateBadge,
  useTitle,
} from '@/shared/ui';
import { fetchDecisions, fetchModel } from './api';
import classes from '@/shared/ui/versionedList.module.css';
import { emptyDecision } from './template';
import { decisionRows, searchRows, type DecisionRow } from './rows';

const POLL_MS = 15_000;

const useDecisions = () => {
  const decisions = useQuery({
    queryKey: ['decisions', 'newest'],
    queryFn: ({ signal }) => fetchDecisions(signal),
    refetchInterval: POLL_MS,
  });
  const drafts = useQuery({
    queryKey: ['drafts', 'decision'],
    queryFn: ({ signal }) => listDrafts(signal, 'decision'),
    refetchInterval: POLL_MS,
  });
  const rows = useMemo(
    () => (decisions.data && drafts.data ? decisionRows(decisions.data, drafts.data) : null),
    [decisions.data, drafts.data],
  );
  return { rows, failed: decisions.isError ? decisions : drafts.isError ? drafts : null };
};

/** Every decision with its live version and its drafts. */
export const Component = () => {
  const { t } = useTranslation('decisions');
  useTitle(t('title'));
  const mayEdit = useMay('draft.edit');
  const decisions = useDecisions();
  const { rows } = decisions;
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const text = params.get('q') ?? '';
  const setText = (value: string) => setParams(value ? { q: value } : {}, { replace: true });
  useHotkeys(t('title'), [
    { keys: ['/'], label: t('list.search'), run: () => box.current?.focus() },
    { keys: ['n'], label: t('list.new'), run: () => setCreating(true) },
  ]);
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('list.new')}
    </Button>
  );
  return (
    <div className={classes.page}>
      <PageHead
        title={t('title')}
        meta={rows && rows.length > 0 && t('list.count', { count: rows.length })}
        actions={rows?.length === 0 ? undefined : add}
      />
      <Listed decisions={decisions} add={add} text={text} setText={setText} box={box} />
      {creating && <NewDecision taken={rows ?? []} onClose={() => setCreating(false)} />}
    </div>
  );
};

interface ListedProps {
  decisions: ReturnType<typeof useDecisions>;
  add: ReactNode;
  text: string;
  setText: (text: string) => void;
  box: RefObject<HTMLInputElement | null>;
}

/** The decisions, or what is there instead of them. */
const Listed = ({ decisions, add, text, setText, box }: ListedProps) => {
  const { t } = useTranslation('decisions');
  const { rows, failed } = decisions;
  if (!rows && failed) {
    return (
      <Failure
        title={t('list.failed')}
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (!rows) return <SkeletonRows />;
  if (rows.length === 0) {
    return (
      <Empty big title={t('list.empty')} actions={add}>
        {t('list.emptyText')}
      </Empty>
    );
  }
  const shown = searchRows(rows, text);
  return (
    <>
      <div className={classes.filter}>
        <AddressText
          box={box}
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          text={text}
          onText={setText}
        />
      </div>
      {shown.length === 0 ? (
        <Empty title={t('list.noMatch', { text })} />
      ) : (
        <DecisionTable rows={shown} />
      )}
    </>
  );
};

const DecisionTable = ({ rows }: { rows: readonly DecisionRow[] }) => {
  const { t } = useTranslation('decisions');
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('list.decision')}</th>
          <th scope="col">{t('list.version')}</th>
          <th scope="col">{t('list.deployed')}</th>
          <th scope="col">{t('list.draft')}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </tbody>
    </table>
  );
};

/** Open the newest draft, or make one of the live version. */
const useOpen = ({ live, drafts }: DecisionRow) => {
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: async () => {
      const [draft] = drafts;
      if (draft) return draft.id;
      if (!live) throw new Error('A decision is a version or a draft.');
      return (await createDraft(live.name, await fetchModel(live.id), 'decision')).id;
    },
    onSuccess: (id) => navigate(`/decisions/drafts/${id}`),
  });
  return open;
};

const Row = ({ row }: { row: DecisionRow }) => {
  const { t } = useTranslation('decisions');
  const now = useNow();
  const open = useOpen(row);
  const [draft] = row.drafts;
  return (
    <tr>
      <th scope="row">
        <span className={classes.name}>{row.name}</span>
        <span className={classes.key}>{row.key}</span>
        {open.error && <span role="alert">{explain(open.error)}</span>}
      </th>
      <td>
        {row.live ? (
          <StateBadge state="completed">{t('list.live', { version: row.live.version })}</StateBadge>
        ) : (
          <span className={classes.quiet}>{t('list.draftOnly')}</span>
        )}
      </td>
      <td className={classes.quiet}>
        {row.live && moment(new Date(row.live.deployed_at), now)}
        {row.live?.deployed_by && ` · ${row.live.deployed_by}`}
      </td>
      <td>
        {draft && (
          <Link className={classes.draft} to={`/decisions/drafts/${draft.id}`}>
            <IconPencil size={14} aria-hidden />
            {moment(new Date(draft.updated_at), now)}
          </Link>
        )}
      </td>
      <td className={classes.acts}>
        <Button
          size="xs"
          variant="default"
          loading={open.isPending}
          aria-label={t('list.editNamed', { name: row.name })}
          onClick={() => open.mutate()}
        >
          {t('list.edit')}
        </Button>
      </td>
    </tr>
  );
};

/** Ask for a name and open the editor. */
const NewDecision = ({
  taken,
  onClose,
}: {
  taken: readonly DecisionRow[];
  onClose: () => void;
}) => {
  const { t } = useTranslation('decisions');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const key = keyFrom(name);
  const words = { input: t('new.input'), output: t('new.output') };
  const isTaken = name.trim() !== '' && taken.some((row) => row.key === key);
  const create = useMutation({
    mutationFn: () => createDraft(name.trim(), emptyDecision(name.trim(), words), 'decision'),
    onSuccess: (draft) => navigate(`/decisions/drafts/${draft.id}`),
  });
  const ready = name.trim() !== '' && !isTaken;
  return (
    <Dialog onClose={onClose} title={t('new.title')} size={480}>
      <form
        className="k-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) create.mutate();
        }}
      >
        <TextInput
          data-autofocus
          size="md"
          label={t('new.name')}
          description={name.trim() ? t('new.key', { key }) : t('new.hint')}
          error={isTaken && t('new.taken')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.isError && <p role="alert">{explain(create.error)}</p>}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('new.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={create.isPending}>
            {t('new.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
