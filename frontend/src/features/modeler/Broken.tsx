import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty } from '@/shared/ui';

/** A draft whose XML is no diagram. */
export const Broken = ({ reason }: { reason: string }) => {
  const { t } = useTranslation('modeler');
  return (
    <div role="alert">
      <Empty
        title={t('broken.title')}
        actions={
          <Button variant="default" component={Link} to="/processes">
            {t('broken.back')}
          </Button>
        }
      >
        {t('broken.text', { reason })}
      </Empty>
    </div>
  );
};
