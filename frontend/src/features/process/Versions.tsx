import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProcessDefinition } from '@/shared/api';
import { atLeast, moment, number, useNow } from '@/shared/format';
import { StateBadge, Time } from '@/shared/ui';
import type { VersionActions } from './useVersionActions';
import { VersionMenu } from './VersionMenu';
import classes from './process.module.css';

interface Props {
  versions: readonly ProcessDefinition[];
  shown: ProcessDefinition;
  onShow: (definition: ProcessDefinition) => void;
  actions: VersionActions;
}

const VersionState = ({
  definition,
  isNewest,
}: {
  definition: ProcessDefinition;
  isNewest: boolean;
}) => {
  const { t } = useTranslation('process');
  if (definition.state === 'suspended') {
    return (
      <StateBadge look="inline" state="suspended">
        {t('versions.stateSuspended')}
      </StateBadge>
    );
  }
  if (!isNewest) return <span className={classes.quiet}>{t('versions.stateOlder')}</span>;
  return (
    <StateBadge look="inline" state="completed">
      {t('versions.stateLive')}
    </StateBadge>
  );
};

/** How many of the running instances are on this version. */
const Share = ({ running, most }: { running: number; most: number }) => (
  <svg className={classes.share} viewBox="0 0 132 6" preserveAspectRatio="none" aria-hidden>
    {running > 0 && <rect width={Math.max(2, (running / most) * 132)} height="6" rx="3" />}
  </svg>
);

const Row = ({
  definition,
  newest,
  most,
  isShown,
  onShow,
  actions,
}: Omit<Props, 'versions' | 'shown'> & {
  definition: ProcessDefinition;
  newest: ProcessDefinition;
  most: number;
  isShown: boolean;
}) => {
  const { t } = useTranslation('process');
  const now = useNow();
  const isNewest = definition.id === newest.id;
  const { version, running = 0, finished = 0, incidents = 0 } = definition;
  return (
    <tr
      className={classes.row}
      data-shown={isShown || undefined}
      data-newest={isNewest || undefined}
    >
      <th scope="row">
        <UnstyledButton
          className={classes.show}
          aria-pressed={isShown}
          aria-label={t('versions.show', { version })}
          onClick={() => onShow(definition)}
        >
          {version}
        </UnstyledButton>
      </th>
      <td>
        <VersionState definition={definition} isNewest={isNewest} />
      </td>
      <td>
        <Time at={definition.deployed_at}>{(date) => moment(date, now)}</Time>
      </td>
      <td className={classes.wide}>{definition.deployed_by ?? t('versions.system')}</td>
      <td className={classes.figure} data-label={t('versions.running')}>
        {number(running)}
      </td>
      <td className={classes.wide}>
        <Share running={running} most={most} />
      </td>
      <td className={classes.figure} data-label={t('versions.finished')}>
        {atLeast(finished, !!definition.finished_is_estimate)}
      </td>
      <td className={classes.figure} data-label={t('versions.incidents')}>
        {incidents > 0 ? (
          <StateBadge look="inline" state="incident">
            {number(incidents)}
          </StateBadge>
        ) : (
          <span className={classes.quiet}>0</span>
        )}
      </td>
      <td className={classes.wide}>{definition.version_tag}</td>
      <td className={classes.note} title={definition.note ?? undefined}>
        {definition.note}
      </td>
      <td className={classes.acts}>
        <VersionMenu definition={definition} actions={actions} newest={newest} />
      </td>
    </tr>
  );
};

/** All versions, newest first; the chosen one is the one on the diagram. */
export const Versions = ({ versions, shown, onShow, actions }: Props) => {
  const { t } = useTranslation('process');
  const most = Math.max(1, ...versions.map(({ running = 0 }) => running));
  return (
    <section className={classes.versions} aria-labelledby="versions">
      <h2 id="versions">
        {t('versions.title')} <span className={classes.quiet}>{versions.length}</span>
        {versions.length > 1 && (
          <Link
            className={classes.compare}
            to={`/processes/${encodeURIComponent(shown.key)}/compare`}
          >
            {t('versions.compare')}
          </Link>
        )}
      </h2>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('versions.version')}</th>
            <th scope="col">{t('versions.state')}</th>
            <th scope="col">{t('versions.deployed')}</th>
            <th scope="col">{t('versions.by')}</th>
            <th scope="col" className={classes.figure}>
              {t('versions.running')}
            </th>
            <td />
            <th scope="col" className={classes.figure}>
              {t('versions.finished')}
            </th>
            <th scope="col" className={classes.figure}>
              {t('versions.incidents')}
            </th>
            <th scope="col">{t('versions.tag')}</th>
            <th scope="col">{t('versions.note')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {versions.map((definition) => (
            <Row
              key={definition.id}
              definition={definition}
              newest={versions[0] ?? definition}
              most={most}
              isShown={definition.id === shown.id}
              onShow={onShow}
              actions={actions}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
};
