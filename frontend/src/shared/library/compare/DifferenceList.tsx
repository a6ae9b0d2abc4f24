import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Difference, PropertyDifference } from '../differences';
import { SIGNS } from './kinds';
import classes from './compare.module.css';

interface Props {
  differences: readonly Difference[];
  selected: Difference | null;
  onSelect: (id: string | null) => void;
  nameOf?: ((difference: Difference) => string) | undefined;
  typeOf: (difference: Difference) => string;
  propertyOf: (change: PropertyDifference) => string;
}

/** What differs, element by element, and property by property; each can be shown in the drawings. */
export const DifferenceList = ({ differences, selected, onSelect, ...words }: Props) => {
  const { nameOf = ({ name }) => name, typeOf, propertyOf } = words;
  const { t } = useTranslation('library');
  return (
    <section className={classes.list} aria-labelledby="differences">
      <h2 id="differences">{t('compare.list')}</h2>
      <ul>
        {differences.map((one) => (
          <li key={`${one.kind} ${one.id}`} data-kind={one.kind}>
            <UnstyledButton
              className={classes.element}
              aria-pressed={selected === one}
              onClick={() => onSelect(selected === one ? null : one.id)}
            >
              <span className={classes.kind}>
                <span aria-hidden>{SIGNS[one.kind]}</span> {t(`compare.kind.${one.kind}`)}
              </span>
              <b>{nameOf(one)}</b>
              <span className={classes.type}>
                {[typeOf(one), one.within].filter(Boolean).join(' · ')}
              </span>
            </UnstyledButton>
            {one.changes.length > 0 && <Changes changes={one.changes} propertyOf={propertyOf} />}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Changes = ({
  changes,
  propertyOf,
}: Pick<Difference, 'changes'> & Pick<Props, 'propertyOf'>) => {
  const { t } = useTranslation('library');
  return (
    <dl className={classes.changes}>
      {changes.map((change) => {
        const { path, before, after } = change;
        return (
          <div key={path}>
            <dt title={path}>{propertyOf(change)}</dt>
            <dd>
              {before === null ? <i>{t('compare.nothing')}</i> : <del>{before}</del>}
              <span aria-hidden> → </span>
              {after === null ? <i>{t('compare.nothing')}</i> : <ins>{after}</ins>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
};
