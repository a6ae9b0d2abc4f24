import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty } from '@/shared/ui';
import { openPalette } from './palette/open';

/** An address that leads nowhere. */
export const NotFound = () => {
  const { t } = useTranslation();
  return (
    <div className="k-centre">
      <Empty
        alone
        title={t('notFound.title')}
        actions={
          <>
            <Button component={Link} to="/inbox/mine">
              {t('notFound.back')}
            </Button>
            <Button variant="default" onClick={openPalette}>
              {t('notFound.search')}
            </Button>
          </>
        }
      >
        {t('notFound.text')}
      </Empty>
    </div>
  );
};
