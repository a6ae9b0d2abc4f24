import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import { useMe, type TaskFilter } from '@/shared/api';
import { Mark } from '@/shared/ui';
import { atLeast } from '@/shared/format';
import { useFilterCount, useTaskCounts, useTaskFilters, VIEWS } from '@/shared/tasks';
import { useIncidentCount } from './counts';
import { entriesFor, isHere, type NavEntry } from './navigation';
import classes from './Shell.module.css';

interface CountProps {
  value: number | undefined;
  /** There are more than were counted. */
  isMore?: boolean;
}

const Count = ({ value, isMore = false }: CountProps) =>
  value ? <span className={`${classes.count} k-num`}>{atLeast(value, isMore)}</span> : null;

const InboxViews = () => {
  const { t } = useTranslation();
  const { data } = useTaskCounts();
  return (
    <ul className={classes.views}>
      {VIEWS.map((view) => (
        <li key={view}>
          <NavLink to={`/inbox/${view}`} className={classes.sub} title={t(`view.${view}`)}>
            <span>{t(`view.${view}`)}</span>
            <Count
              value={view === 'done' ? undefined : data?.[view]}
              isMore={data?.more.includes(view)}
            />
          </NavLink>
        </li>
      ))}
    </ul>
  );
};

/** A saved filter, own or shared, with how many tasks it finds. */
const FilterItem = ({ filter }: { filter: TaskFilter }) => {
  const found = useFilterCount(filter.id).data;
  return (
    <li>
      <NavLink to={`/inbox/filter/${filter.id}`} className={classes.sub} title={filter.name}>
        <span>{filter.name}</span>
        <Count value={found?.count} isMore={found?.is_estimate} />
      </NavLink>
    </li>
  );
};

const SavedFilters = () => {
  const { t } = useTranslation();
  const filters = useTaskFilters().data ?? [];
  if (filters.length === 0) return null;
  return (
    <>
      <h2 className={classes.section}>{t('nav.filters')}</h2>
      <ul className={classes.views}>
        {filters.map((filter) => (
          <FilterItem key={filter.id} filter={filter} />
        ))}
      </ul>
    </>
  );
};

const Item = ({ entry, rail }: { entry: NavEntry; rail: boolean }) => {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const tasks = useTaskCounts().data;
  const incidents = useIncidentCount().data;
  const inbox = entry.name === 'inbox';
  const here = isHere(entry, pathname);
  const open = inbox && here && !rail;
  const count = { inbox: open ? undefined : tasks?.mine, incidents }[entry.name as string];
  return (
    <li>
      <Link
        to={entry.to}
        className={classes.item}
        data-here={(here && !open) || undefined}
        data-open={open || undefined}
        aria-current={here && !open ? 'page' : undefined}
        title={t(`nav.${entry.name}`)}
      >
        <entry.icon size={18} stroke={1.6} aria-hidden />
        <span className={classes.word}>{t(`nav.${entry.name}`)}</span>
        {rail ? (
          entry.name === 'incidents' && !!count && <span className={classes.dot} />
        ) : (
          <Count value={count} isMore={inbox && tasks?.more.includes('mine')} />
        )}
      </Link>
      {open && (
        <>
          <InboxViews />
          <SavedFilters />
        </>
      )}
    </li>
  );
};

const Section = ({
  title,
  entries,
  rail,
}: {
  title?: string;
  entries: NavEntry[];
  rail: boolean;
}) =>
  entries.length === 0 ? null : (
    <>
      {title && <h2 className={classes.section}>{title}</h2>}
      <ul className={classes.list}>
        {entries.map((entry) => (
          <Item key={entry.name} entry={entry} rail={rail} />
        ))}
      </ul>
    </>
  );

/** The left bar: 200 px, or 56 px beside an editor. */
export const Nav = ({ rail }: { rail: boolean }) => {
  const { t } = useTranslation();
  const entries = entriesFor(useMe());
  const of = (section?: string) => entries.filter((entry) => entry.section === section);
  return (
    <nav className={classes.nav} data-rail={rail || undefined} aria-label={t('nav.label')}>
      <Link to="/inbox/mine" className={classes.brand} aria-label="Kontor">
        <Mark />
        <span className={classes.word}>Kontor</span>
      </Link>
      <Section entries={of()} rail={rail} />
      <Section title={t('nav.operate')} entries={of('operate')} rail={rail} />
      <Section title={t('nav.design')} entries={of('design')} rail={rail} />
      <div className={classes.rest}>
        <Section entries={of('rest')} rail={rail} />
      </div>
    </nav>
  );
};
