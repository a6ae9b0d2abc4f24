import { useTranslation } from 'react-i18next';
import type { DiagramState } from '@/shared/bpmn';
import { StateBadge } from '@/shared/ui';
import classes from './instance.module.css';

interface Props {
  marks: Readonly<Record<string, DiagramState>>;
  hasPath: boolean;
}

const STATES = ['waiting', 'running', 'incident'] as const;

/** What the colours mean; the keyboard walk says it in words. */
export const Legend = ({ marks, hasPath }: Props) => {
  const { t } = useTranslation('instances');
  const states = new Set(Object.values(marks));
  return (
    <ul className={classes.legend} aria-hidden>
      {hasPath && (
        <>
          <li>
            <i data-line="path" /> {t('one.legend.path')}
          </li>
          <li>
            <i /> {t('one.legend.rest')}
          </li>
        </>
      )}
      {STATES.filter((state) => states.has(state)).map((state) => (
        <li key={state}>
          <StateBadge state={state} look="inline">
            {t(`one.legend.${state}`)}
          </StateBadge>
        </li>
      ))}
    </ul>
  );
};
