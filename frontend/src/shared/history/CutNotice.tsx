import { useTranslation } from 'react-i18next';
import { number } from '@/shared/format';
import classes from './history.module.css';
import { MOST_ITEMS } from './useHistory';

/** Say that there is more than is shown. */
export const CutNotice = () => {
  const { t } = useTranslation('history');
  return (
    <p className={classes.cut} role="note">
      {t('cut', { most: number(MOST_ITEMS) })}
    </p>
  );
};
