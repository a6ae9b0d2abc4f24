/** @jsxImportSource @bpmn-io/properties-panel/preact */
import { useService } from 'bpmn-js-properties-panel';
import type { Finding } from '@/shared/library/findings';
import type { Texts } from './field';

interface Props {
  problems: readonly Finding[];
}

/** What is wrong with the chosen element as a whole, above its settings. */
export const ProblemNotes = ({ problems }: Props) => {
  const texts = useService('texts') as Texts;
  return (
    <ul class="k-panel-problems" aria-label={texts('panelProblems')}>
      {problems.map(({ code, detail, remedy, severity }, index) => (
        <li key={`${code} ${index.toString()}`} data-severity={severity}>
          <strong>{texts(`drawer.${severity}`)}: </strong>
          {detail} {remedy}
        </li>
      ))}
    </ul>
  );
};
