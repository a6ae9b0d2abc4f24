import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { NamingElement } from './useUsage';
import classes from './library.module.css';

interface Props {
  processKey: string;
  version: number;
  elements: readonly NamingElement[];
  /** Stay on this tab of the process's page. */
  tab?: string;
}

/** Steps of a process by their names, each leading to itself in the diagram. */
export const StepLinks = ({ processKey, version, elements, tab }: Props) => {
  const { t } = useTranslation('library');
  const address = (element: string) => {
    const place = new URLSearchParams({
      version: version.toString(),
      element,
      ...(tab && { tab }),
    });
    return `/processes/${encodeURIComponent(processKey)}?${place.toString()}`;
  };
  return (
    <ul className={classes.steps} aria-label={t('usage.steps')}>
      {elements.map(({ id, name }) => (
        <li key={id}>
          <Link to={address(id)}>{name}</Link>
          {name !== id && <code>{id}</code>}
        </li>
      ))}
    </ul>
  );
};
