import { CopyButton, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { stringifyJson, type Variables } from '@/shared/api';
import classes from './instance.module.css';
import { matches } from './scopes';

/** The variables as a program reads them, to be copied. */
const DataJson = ({ data, search }: { data: Variables; search: string }) => {
  const { t } = useTranslation('instance');
  const kept = Object.entries(data.variables).filter(([name, value]) =>
    matches(search, name, stringifyJson(value)),
  );
  const text = stringifyJson(Object.fromEntries(kept), 2);
  return (
    <>
      <pre className={`k-code ${classes.json}`}>{text}</pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy}>
            {t(copied ? 'data.copied' : 'data.copy')}
          </Button>
        )}
      </CopyButton>
    </>
  );
};

export default DataJson;
