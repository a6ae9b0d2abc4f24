import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { atLeast } from '@/shared/format';
import { useTaskCounts, type View } from '@/shared/tasks';
import { Empty } from '@/shared/ui';

const Tray = () => (
  <svg width="76" height="52" viewBox="0 0 76 52" fill="none" aria-hidden>
    <path
      d="M1 26.5 12.5 1h51L75 26.5V47a4 4 0 0 1-4 4H5a4 4 0 0 1-4-4V26.5Z"
      fill="var(--k-bg-subtle)"
      stroke="var(--k-border-control)"
      strokeWidth="1.2"
      strokeLinejoin="round"
    />
    <path
      d="M1 26.5h24c0 6 5.5 11 13 11s13-5 13-11h24"
      stroke="var(--k-border-control)"
      strokeWidth="1.2"
    />
    <path
      d="m30 16 6 6 11-12"
      stroke="var(--k-accent-text)"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

/** What is true when a view holds nothing, and one way on. */
export const EmptyInbox = ({ view }: { view: View }) => {
  const { t } = useTranslation('inbox');
  const counts = useTaskCounts().data;
  const groups = counts?.groups ?? 0;
  const shown = atLeast(groups, counts?.more.includes('groups') ?? false);
  const offersGroups = view !== 'groups' && view !== 'done' && groups > 0;
  const alone = t(view === 'done' ? 'empty.shortDone' : 'empty.nothingElse');
  const text = offersGroups ? t('empty.inGroups', { count: groups, number: shown }) : alone;
  const action = offersGroups ? (
    <Button component={Link} to="/inbox/groups">
      {t('empty.openGroups', { number: shown })}
    </Button>
  ) : (
    <Button component={Link} to="/start">
      {t('empty.openStart')}
    </Button>
  );
  return (
    <div className="k-centre">
      <Empty big drawing={<Tray />} title={t(`empty.${view}`)} actions={action}>
        {text}
      </Empty>
    </div>
  );
};
