import { createElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Documentation, Flow, Lane, Step } from './collect';
import { Facts } from './Facts';
import classes from './documentation.module.css';

interface LanesProps {
  lanes: readonly Lane[];
  told: Documentation;
  /** Of the headings. */
  level: 3 | 4 | 5 | 6;
}

interface TitleProps {
  level: LanesProps['level'];
  children: ReactNode;
  id?: string;
  className?: string | undefined;
}

const Title = ({ level, children, ...rest }: TitleProps) =>
  createElement(`h${level}`, rest, children);

const deeper = (level: number) => Math.min(level + 1, 6) as LanesProps['level'];

/** Steps by lane; without headings where there are no lanes. */
export const Lanes = ({ lanes, told, level }: LanesProps) => {
  const { t } = useTranslation('process');
  return lanes.map(({ name, documentation, steps }, index) => (
    <div key={name || index} className={classes.lane}>
      {name && (
        <Title level={level} className={classes.laneName}>
          {t('documentation.lane', { name })}
        </Title>
      )}
      {documentation && <p className={classes.text}>{documentation}</p>}
      {steps.map((step) => (
        <OneStep key={step.id} step={step} told={told} level={name ? deeper(level) : level} />
      ))}
    </div>
  ));
};

interface StepProps {
  step: Step;
  told: Documentation;
  level: LanesProps['level'];
}

const OneStep = ({ step, told, level }: StepProps) => {
  const { t } = useTranslation('process');
  const { t: drawing } = useTranslation('diagram');
  const { id, number, name, type, documentation, facts, notes, from, to, lanes } = step;
  const isEvent = facts.some(
    ({ property, entries }) => property === 'triggeredByEvent' && entries[0]?.text === 'true',
  );
  const kind = isEvent
    ? t('documentation.eventSubProcess')
    : drawing(`type.${type}` as 'type.Task', { defaultValue: type });
  return (
    <section className={classes.step} id={`step-${id}`} aria-labelledby={`name-${id}`}>
      <div className={classes.stepHead}>
        <Title level={level} id={`name-${id}`}>
          <span className={classes.number}>{number}</span> {name === id ? kind : name}
        </Title>
        <span className={classes.kind}>
          {name === id ? '' : `${kind} · `}
          <code>{id}</code>
        </span>
      </div>
      {documentation && <p className={classes.text}>{documentation}</p>}
      <Facts facts={facts} notes={notes} />
      <Ways title={t('documentation.from')} flows={from} end="source" told={told} />
      <Ways title={t('documentation.to')} flows={to} end="target" told={told} />
      {lanes.length > 0 && (
        <div className={classes.inside}>
          <Lanes lanes={lanes} told={told} level={deeper(level)} />
        </div>
      )}
    </section>
  );
};

interface WaysProps {
  title: string;
  flows: readonly Flow[];
  end: 'source' | 'target';
  told: Documentation;
}

/** What leads to a step, or where it goes: with the conditions on the way out. */
const Ways = ({ title, flows, end, told }: WaysProps) => {
  const { t } = useTranslation('process');
  if (flows.length === 0) return null;
  return (
    <dl className={classes.table}>
      <div>
        <dt>{title}</dt>
        <dd>
          {flows.map((flow, index) => (
            <div key={index} className={classes.line}>
              {flow.name && <span className={classes.label}>{flow.name}: </span>}
              <Reference id={flow[end]} told={told} />
              {flow.kind !== 'sequence' && ` (${t(`documentation.flow.${flow.kind}`)})`}
              {end === 'target' && flow.isDefault && `, ${t('documentation.otherwise')}`}
              {end === 'target' && flow.condition && (
                <>
                  , {t('documentation.when')} <code>{flow.condition}</code>
                </>
              )}
              {end === 'target' && flow.documentation && (
                <p className={classes.text}>{flow.documentation}</p>
              )}
            </div>
          ))}
        </dd>
      </div>
    </dl>
  );
};

const Reference = ({ id, told }: { id: string; told: Documentation }) => {
  const { t: drawing } = useTranslation('diagram');
  const step = told.steps.get(id);
  if (!step) return told.others.get(id) ?? id;
  const { number, name, type } = step;
  const shown = name === id ? drawing(`type.${type}` as 'type.Task', { defaultValue: type }) : name;
  return (
    <a href={`#step-${id}`}>
      {number} {shown}
    </a>
  );
};
