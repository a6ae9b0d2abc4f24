import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { unique } from '@/shared/api';
import { number } from '@/shared/format';
import { Failure } from '@/shared/ui';
import { markedParts } from './marked';
import { addressOf, searchInside, type LibraryEntry, type LibraryHit } from './api';
import { EDITORS } from './useOpenEntry';
import { withElement } from './useWantedElement';
import classes from './library.module.css';

const QUIET_MS = 250;
const SHORTEST = 2;

/** Where an entry is shown: a draft in its editor, else the newest version on its page. */
const pathOf = ({ kind, key, id, version }: LibraryEntry): string => {
  if (version === null) return `${EDITORS[kind]}/${id}`;
  return kind === 'process' ? `/processes/${encodeURIComponent(key)}` : addressOf(kind, key);
};

/** A text with each word that was looked for marked in it. */
const Marked = ({ text, wanted }: { text: string; wanted: string }) => (
  <>
    {markedParts(text, wanted).map(({ part, isWanted }, index) =>
      isWanted ? <mark key={index}>{part}</mark> : part,
    )}
  </>
);

interface HitProps {
  entry: LibraryEntry;
  hit: LibraryHit;
  wanted: string;
}

const Hit = ({ entry, hit, wanted }: HitProps) => {
  const { t } = useTranslation('library');
  const label = hit.element_name || hit.element_id;
  return (
    <li className={classes.hit}>
      <Link to={withElement(pathOf(entry), hit.element_id)}>{label}</Link>
      <span className={classes.role}>{t(`inside.in.${hit.found_in}`)}</span>
      <span className={classes.said}>
        <Marked text={hit.text} wanted={wanted} />
      </span>
    </li>
  );
};

const Model = ({ entry, wanted }: { entry: LibraryEntry; wanted: string }) => {
  const { t } = useTranslation('library');
  const { name, key, kind, version, folder, hits, hit_count: count } = entry;
  return (
    <li className={classes.model}>
      <h3>
        <Link to={pathOf(entry)}>{name}</Link>
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

/** Where the words of a text stand inside processes, decisions and forms. */
export const Inside = ({ text }: { text: string }) => {
  const { t } = useTranslation('library');
  const [wanted] = useDebouncedValue(text.trim(), QUIET_MS);
  const isLong = wanted.length >= SHORTEST;
  const found = useInfiniteQuery({
    queryKey: ['library', 'inside', wanted],
    queryFn: ({ pageParam, signal }) => searchInside(wanted, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.next_cursor,
    enabled: isLong,
    placeholderData: (before) => before,
  });
  if (text.trim() === '') return null;
  const entries = unique(found.data?.pages.flatMap(({ items }) => items) ?? [], 'id');
  const models = entries.filter(({ hit_count: count }) => count > 0);
  const { hasNextPage: hasMore } = found;
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
            {models.length === 0 && !hasMore
              ? t('inside.none', { text: wanted })
              : t(hasMore ? 'inside.countSoFar' : 'inside.count', { count: models.length })}
          </p>
          <ul className={classes.models}>
            {models.map((entry) => (
              <Model key={entry.id} entry={entry} wanted={wanted} />
            ))}
          </ul>
          {hasMore && (
            <Button
              variant="default"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {t('inside.next')}
            </Button>
          )}
        </>
      )}
    </section>
  );
};
