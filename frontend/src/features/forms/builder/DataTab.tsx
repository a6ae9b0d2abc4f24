import { useTranslation } from 'react-i18next';
import type { FormSchema } from '@/shared/forms';
import classes from './builder.module.css';
import type { Finding } from '@/shared/library/findings';
import shared from '@/shared/library/editor.module.css';
import { KINDS } from '../kinds';
import { keysOf, readNames } from './facts';

interface Props {
  schema: FormSchema;
  findings: readonly Finding[];
}

/** Which values the form writes, and which it only reads. */
const DataTab = ({ schema, findings }: Props) => {
  const { t } = useTranslation('builder');
  const keys = keysOf(schema);
  const read = readNames(schema);
  const unwritten = new Set(
    findings.filter(({ code }) => code === 'unwritten').map(({ detail }) => detail),
  );
  return (
    <div className={shared.columns}>
      <section>
        <h2>{t('data.written')}</h2>
        {keys.length === 0 && <p>{t('data.noKeys')}</p>}
        {keys.length > 0 && (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('data.key')}</th>
                <th scope="col">{t('data.label')}</th>
                <th scope="col">{t('data.type')}</th>
              </tr>
            </thead>
            <tbody>
              {keys.map(({ id, key, label, type }) => (
                <tr key={id}>
                  <th scope="row">
                    <code>{key}</code>
                  </th>
                  <td>{label ?? '–'}</td>
                  <td>{KINDS[type] ? t(`editor.${KINDS[type]}`) : type}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section>
        <h2>{t('data.read')}</h2>
        <p>{read.length === 0 ? t('data.noRead') : t('data.readText')}</p>
        <ul>
          {read.map((name) => (
            <li key={name}>
              <code>{name}</code>{' '}
              {unwritten.has(t('finding.unwritten', { name })) && t('data.unwritten')}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
};

export default DataTab;
