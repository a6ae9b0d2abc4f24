import { UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/shared/api';
import { number } from '@/shared/format';
import { explain, Failure } from '@/shared/ui';
import { searchInside, type LibraryEntry, type LibraryHit } from './api';
import { EDITORS, useOpenEntry } from './useOpenEntry';
import { withElement } from './useWantedElement';
import classes from './library.module.css';

const QUIET_MS = 250;
const SHORTEST = 2;

/** Where an entry is shown that is opened without making anything. */
const pathOf = ({ kind, key, id, version }: LibraryEntry): string | null => {
  if (version === null) return `${EDITORS[kind]}/${id}`;
  return kind === 'process' ? `/processes/${encodeURIComponent(key)}` : null;
};

/** A text with what was looked for marked in it. */
const Marked = ({ text, wanted }: { text: string; wanted: string }) => {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  if (at < 0) return <>{text}</>;
  const end = at + wanted.length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
};

interface HitProps {
  entry: LibraryEntry;
  hit: LibraryHit;
  wanted: string;
}

const Hit = ({ entry, hit, wanted }: HitProps) => {
  const { t } = useTranslation('library');
  const path = pathOf(entry);
  const label = hit.element_name || hit.element_id;
  return (
    <li className={classes.hit}>
      {path ? (
        <Link to={withElement(path, hit.element_id)}>{label}</Link>
      ) : (
        <OpenVersion entry={entry} element={hit.element_id} label={label} />
      )}
      <span className={classes.role}>{t(`inside.in.${hit.found_in}`)}</span>
      <span className={classes.said}>
        <Marked text={hit.text} wanted={wanted} />
      </span>
    </li>
  );
};

interface OpenProps {
  entry: LibraryEntry;
  element: string;
  label: string;
}

/** A version of a form or a decision is looked at in an editor, which needs a draft of it. */
const OpenVersion = ({ entry, element, label }: OpenProps) => {
  const { t } = useTranslation('library');
  const mayEdit = useMay('draft.edit');
  const open = useOpenEntry(entry.kind === 'form' ? 'form' : 'decision');
  if (!mayEdit) return <span>{label}</span>;
  return (
    <>
      <UnstyledButton
        className={classes.opens}
        title={t('inside.makesDraft')}
        disabled={open.isPending}
        onClick={() => open.mutate({ live: entry, drafts: [], element })}
      >
        {label}
      </UnstyledButton>
      {open.isError && <span role="alert">{explain(open.error)}</span>}
    </>
  );
};

const Model = ({ entry, wanted }: { entry: LibraryEntry; wanted: string }) => {
  const { t } = useTranslation('library');
  const { name, key, kind, version, folder, hits, hit_count: count } = entry;
  const path = pathOf(entry);
  return (
    <li className={classes.model}>
      <h3>
        {path ? <Link to={path}>{name}</Link> : name}
        <span className={classes.role}>
          {version === null
            ? t(`inside.draft.${kind}`)
            : t(`inside.version.${kind}`, { version: number(version) })}
          {folder && ` · ${folder}`}
          {` · ${key}`}
        </span>
      </h3>
      <ul>
        {hits.map((hit) => (
          <Hit
            key={`${hit.element_id} ${hit.found_in} ${hit.text}`}
            entry={entry}
            hit={hit}
            wanted={wanted}
          />
        ))}
      </ul>
      {count > hits.length && (
        <p className={classes.role}>{t('inside.more', { count: count - hits.length })}</p>
      )}
    </li>
  );
};

/** Where a text stands inside processes, decisions and forms. */
export const Inside = ({ text }: { text: string }) => {
  const { t } = useTranslation('library');
  const [wanted] = useDebouncedValue(text.trim(), QUIET_MS);
  const isLong = wanted.length >= SHORTEST;
  const found = useQuery({
    queryKey: ['library', 'inside', wanted],
    queryFn: ({ signal }) => searchInside(wanted, signal),
    enabled: isLong,
    placeholderData: (before) => before,
  });
  if (text.trim() === '') return null;
  const models = found.data?.items.filter(({ hit_count: count }) => count > 0) ?? [];
  return (
    <section className={classes.inside} aria-labelledby="library-inside">
      <h2 id="library-inside">{t('inside.title')}</h2>
      {!isLong && <p className={classes.role}>{t('inside.short')}</p>}
      {isLong && found.isError && (
        <Failure
          title={t('inside.failed')}
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      {isLong && found.data && (
        <>
          <p className={classes.role} role="status">
            {models.length === 0
              ? t('inside.none', { text: wanted })
              : t('inside.count', { count: models.length })}
          </p>
          <ul className={classes.models}>
            {models.map((entry) => (
              <Model key={entry.id} entry={entry} wanted={wanted} />
            ))}
          </ul>
          {found.data.page.next_cursor && <p className={classes.role}>{t('inside.narrow')}</p>}
        </>
      )}
    </section>
  );
};
