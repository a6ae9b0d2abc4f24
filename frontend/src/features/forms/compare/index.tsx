import '../words';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { parseJson } from '@/shared/api';
import { FormView, isFormSchema } from '@/shared/forms';
import { CompareVersions } from '@/shared/library/compare/CompareVersions';
import type { DrawnVersion } from '@/shared/library/compare/ComparePage';
import { SIDES, SIGNS } from '@/shared/library/compare/kinds';
import type { Difference } from '@/shared/library/differences';
import { KINDS } from '../kinds';
import { arranged, NAMELESS, placeOf } from './marking';
import classes from './compare.module.css';

const NOTHING = {};

/** Put the marks on what is drawn; the viewer draws late, and again at will. */
const useMarks = (
  { side, differences, selected }: Pick<DrawnVersion, 'side' | 'differences' | 'selected'>,
  isDrawn: boolean,
) => {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element || !isDrawn) return;
    const seen = differences.filter(({ kind }) => SIDES[side].includes(kind));
    const put = () => {
      for (const { kind, type, marks } of seen)
        for (const id of marks) {
          const place = placeOf(element, id);
          if (!place || place.dataset.fate === kind) continue;
          place.dataset.fate = kind;
          place.dataset.sign = SIGNS[kind];
          if (NAMELESS.has(type)) place.dataset.framed = 'true';
        }
      const chosen = new Set(selected?.marks.map((id) => placeOf(element, id)));
      for (const old of element.querySelectorAll<HTMLElement>('[data-chosen]'))
        if (!chosen.has(old)) delete old.dataset.chosen;
      for (const one of chosen) if (one && !one.dataset.chosen) one.dataset.chosen = 'true';
    };
    put();
    const observer = new MutationObserver(put);
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [side, differences, selected, isDrawn]);
  useEffect(() => {
    const [id] = selected?.marks ?? [];
    if (id && host.current)
      placeOf(host.current, id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  return host;
};

/** The form of one version, with what differs in it. */
const Drawing = (drawn: DrawnVersion) => {
  const { t } = useTranslation('builder');
  const { t: library } = useTranslation('library');
  const { content, differences, version } = drawn;
  const schema = useMemo(() => {
    const read = parseJson(content);
    const marked = new Set(differences.flatMap(({ marks }) => marks));
    return isFormSchema(read) ? arranged(read, marked) : null;
  }, [content, differences]);
  const host = useMarks(drawn, schema !== null);
  if (!schema) return <p role="alert">{t('broken')}</p>;
  const label = library('page.shown', {
    name: version.name ?? version.key,
    version: version.version,
  });
  // The viewer reads its form once: another one where the marks are others.
  const drawing = `${version.id} ${differences.map(({ id }) => id).join(' ')}`;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long form must scroll by keyboard
    <div ref={host} className={classes.form} role="region" aria-label={label} tabIndex={0}>
      <FormView
        key={drawing}
        schema={schema}
        variables={NOTHING}
        readOnly
        label={t('shown.form')}
      />
    </div>
  );
};

/** Two versions of one form: what differs, on both drawings and as a list. */
export const Component = () => {
  const { t } = useTranslation('builder');
  const { t: library } = useTranslation('library');
  const { key = '' } = useParams();
  const typeOf = ({ type }: Difference): string => {
    const kind = KINDS[type];
    if (type === 'form') return library('compare.type.form');
    return kind ? t(`editor.${kind}`) : type;
  };
  return (
    <CompareVersions
      key={key}
      kind="form"
      itemKey={key}
      draw={(drawn) => <Drawing {...drawn} />}
      typeOf={typeOf}
    />
  );
};
