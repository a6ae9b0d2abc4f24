import { Button, Menu, UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DraftInList } from '@/shared/drafts';
import { atLeast, moment, number, useNow } from '@/shared/format';
import { RowMenu, useMoving, type LibraryPlace, type Movable } from '@/shared/library';
import { StateBadge } from '@/shared/ui';
import type { ProcessRow } from './rows';
import classes from './library.module.css';

const linkOf = ({ live, key, draft }: ProcessRow): string =>
  live ? `/processes/${encodeURIComponent(key)}` : `/drafts/${draft?.id ?? ''}`;

const Version = ({ live }: Pick<ProcessRow, 'live'>) => {
  const { t } = useTranslation('library');
  if (!live) return <span className={classes.quiet}>{t('draftOnly')}</span>;
  if (live.state === 'suspended')
    return <StateBadge state="suspended">{t('suspended', { version: live.version })}</StateBadge>;
  return <StateBadge state="completed">{t('live', { version: live.version })}</StateBadge>;
};

interface FigureProps {
  value: number;
  isMore?: boolean;
  state?: 'incident';
}

const Figure = ({ value, isMore = false, state }: FigureProps) => {
  if (value === 0) return <span className={classes.quiet}>0</span>;
  if (state) {
    return (
      <StateBadge look="inline" state={state}>
        {number(value)}
      </StateBadge>
    );
  }
  return <>{atLeast(value, isMore)}</>;
};

const DraftCell = ({ row }: { row: ProcessRow }) => {
  const { t } = useTranslation('library');
  const now = useNow();
  if (!row.draft) return null;
  const saved = (draft: DraftInList) =>
    t('draft', { when: moment(new Date(draft.updated_at), now) });
  return (
    <span className={classes.drafts}>
      <Link className={classes.draft} to={`/drafts/${row.draft.id}`}>
        <IconPencil size={14} aria-hidden />
        {saved(row.draft)}
      </Link>
      {row.otherDrafts.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <UnstyledButton
              className={classes.draft}
              aria-label={t('moreDraftsOf', { count: row.otherDrafts.length, name: row.name })}
            >
              {t('moreDrafts', { count: row.otherDrafts.length })}
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {row.otherDrafts.map((draft) => (
              <Menu.Item key={draft.id} component={Link} to={`/drafts/${draft.id}`}>
                {draft.name}, {saved(draft)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  );
};

interface RowProps {
  row: ProcessRow;
  /** Said beside the key where rows of several folders are shown. */
  folder: string;
  mayEdit: boolean;
  onMove: ((row: Movable) => void) | null;
}

const Row = ({ row, folder, mayEdit, onMove }: RowProps) => {
  const { t } = useTranslation('library');
  return (
    <tr className={classes.row} data-place={row.place}>
      <th scope="row" className={classes.nameCell}>
        <Link to={linkOf(row)} className={classes.link}>
          {row.name}
        </Link>
        <span className={classes.key}>
          {row.key}
          {folder && ` · ${folder}`}
        </span>
      </th>
      <td>
        <Version live={row.live} />
      </td>
      <td className={classes.figure} data-label={t('column.running')}>
        <Figure value={row.running} />
      </td>
      <td className={classes.figure} data-label={t('column.finished')}>
        <Figure value={row.finished} isMore={row.finishedIsMore} />
      </td>
      <td className={classes.figure} data-label={t('column.incidents')}>
        <Figure value={row.incidents} state="incident" />
      </td>
      <td>{mayEdit && <DraftCell row={row} />}</td>
      <td className={classes.acts}>
        {row.live?.can_start && (
          <Button
            component={Link}
            to={`/start/${encodeURIComponent(row.key)}`}
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={t('action.startNamed', { name: row.name })}
          >
            {t('action.start')}
          </Button>
        )}
        {onMove && <RowMenu row={row} onMove={onMove} />}
      </td>
    </tr>
  );
};

interface Props {
  rows: readonly ProcessRow[];
  place: LibraryPlace;
  mayEdit: boolean;
}

/** The processes as a table; a row leads to its process, or to its draft where it has no version yet. */
export const ProcessTable = ({ rows, place, mayEdit }: Props) => {
  const { t } = useTranslation('library');
  const { move, dialog } = useMoving(place, rows, mayEdit);
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.process')}</th>
            <th scope="col">{t('column.version')}</th>
            <th scope="col" className={classes.figure}>
              {t('column.running')}
            </th>
            <th scope="col" className={classes.figure}>
              {t('column.finished')}
            </th>
            <th scope="col" className={classes.figure}>
              {t('column.incidents')}
            </th>
            <th scope="col">{mayEdit ? t('column.draft') : ''}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={`${row.key} ${row.live ? '' : (row.draft?.id ?? '')}`}
              row={row}
              folder={place.text ? place.folderOf(row.place) : ''}
              mayEdit={mayEdit}
              onMove={move}
            />
          ))}
        </tbody>
      </table>
      {dialog}
    </>
  );
};
