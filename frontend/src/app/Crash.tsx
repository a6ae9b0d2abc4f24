import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { Empty, useTitle } from '@/shared/ui';

const CHUNK_IS_GONE =
  /dynamically imported module|Importing a module script failed|Unable to preload/i;

const detailsOf = (error: unknown): string =>
  error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);

/** A page that threw; the rest of the suite stays usable. */
export const Crash = () => {
  const { t } = useTranslation();
  const details = detailsOf(useRouteError());
  const outdated = CHUNK_IS_GONE.test(details);
  const title = outdated ? t('crash.newVersion') : t('crash.title');
  useTitle(title);
  return (
    <div className="k-centre" role="alert">
      <Empty
        big
        title={title}
        actions={
          <>
            <Button onClick={() => window.location.reload()}>
              {outdated ? t('crash.newVersionReload') : t('crash.reload')}
            </Button>
            <Button
              variant="default"
              onClick={() =>
                void navigator.clipboard?.writeText(`${window.location.href}\n${details}`)
              }
            >
              {t('crash.copy')}
            </Button>
          </>
        }
      >
        {outdated ? t('crash.newVersionText') : t('crash.text')}
      </Empty>
    </div>
  );
};
