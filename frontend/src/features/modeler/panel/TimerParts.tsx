/** @jsxImportSource @bpmn-io/properties-panel/preact */
import { useService } from 'bpmn-js-properties-panel';
import {
  describeTimer,
  readCycle,
  readSpan,
  writeCycle,
  writeSpan,
  UNITS,
  type Cycle,
  type Span,
  type Unit,
} from '@/shared/bpmn/timers';
import { fromLocalInput, minutesAhead, toLocalInput } from '@/shared/format';
import { useWriter, type EntryProps } from './entries';
import type { Texts } from './field';
import { readKind } from './timers';

interface InputEvent {
  currentTarget: HTMLInputElement;
}

interface SpanProps {
  id: string;
  label: string;
  span: Span | null;
  units: readonly Unit[];
  onChange: (span: Span) => void;
}

/** What the fields begin from while nothing is said. */
const UNSAID: Span = { amount: 1, unit: 'hours' };

/** "2 days" as a number and a unit. */
const SpanInput = ({ id, label, span, units, onChange }: SpanProps) => {
  const texts = useService('texts') as Texts;
  const { amount, unit } = span ?? UNSAID;
  return (
    <div class="k-timer-part">
      <label class="bio-properties-panel-label" for={id}>
        {label}
      </label>
      <div class="k-timer-span">
        <input
          id={id}
          class="bio-properties-panel-input"
          type="number"
          min="1"
          max="999999"
          value={span ? amount : ''}
          onInput={({ currentTarget: { valueAsNumber } }: InputEvent) => {
            if (valueAsNumber >= 1) onChange({ unit, amount: valueAsNumber });
          }}
        />
        <select
          class="bio-properties-panel-input"
          aria-label={texts('timer.unit')}
          value={unit}
          onChange={({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
            onChange({ amount, unit: currentTarget.value as Unit })
          }
        >
          {units.map((unit) => (
            <option key={unit} value={unit}>
              {texts(`timer.unitOf.${unit}`)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
};

interface MomentProps {
  id: string;
  label: string;
  /** A time in ISO 8601, or nothing. */
  text: string;
  onChange: (text: string) => void;
}

const HAS_ZONE = /(Z|[+-]\d\d:\d\d)$/;
const MINUTES_OF_HOUR = 60;

const twoDigits = (count: number): string => Math.trunc(count).toString().padStart(2, '0');

/** A moment of the person's own clock, with its distance from UTC: it means the same everywhere. */
export const writeMoment = (moment: Date): string => {
  const ahead = minutesAhead(moment);
  const distance = Math.abs(ahead);
  const offset = `${twoDigits(distance / MINUTES_OF_HOUR)}:${twoDigits(distance % MINUTES_OF_HOUR)}`;
  return `${toLocalInput(moment)}:00${ahead < 0 ? '-' : '+'}${offset}`;
};

/** What the field for a moment shows of a text; empty where it cannot show it. */
export const shownMoment = (text: string): string => {
  const date = HAS_ZONE.test(text) ? new Date(text) : null;
  if (date && !Number.isNaN(date.getTime())) return toLocalInput(date);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(text)?.[0] ?? '';
};

const MomentInput = ({ id, label, text, onChange }: MomentProps) => (
  <div class="k-timer-part">
    <label class="bio-properties-panel-label" for={id}>
      {label}
    </label>
    <input
      id={id}
      class="bio-properties-panel-input"
      type="datetime-local"
      value={shownMoment(text)}
      onChange={({ currentTarget: { value } }: InputEvent) => {
        const moment = fromLocalInput(value);
        if (moment || value === '') onChange(moment ? writeMoment(moment) : '');
      }}
    />
  </div>
);

const TimesInput = ({ id, cycle, onChange }: CycleProps) => {
  const texts = useService('texts') as Texts;
  return (
    <div class="k-timer-part">
      <label class="bio-properties-panel-label" for={id}>
        {texts('timer.label.times')}
      </label>
      <input
        id={id}
        class="bio-properties-panel-input"
        type="number"
        min="1"
        max="999999999"
        placeholder={texts('timer.forever')}
        value={cycle.times ?? ''}
        onInput={({ currentTarget: { value, valueAsNumber } }: InputEvent) => {
          if (value === '') onChange({ ...cycle, times: null });
          else if (valueAsNumber >= 1) onChange({ ...cycle, times: Math.trunc(valueAsNumber) });
        }}
      />
    </div>
  );
};

interface CycleProps {
  id: string;
  cycle: Cycle;
  onChange: (cycle: Cycle) => void;
}

const CycleInputs = ({ id, cycle, onChange }: CycleProps) => {
  const texts = useService('texts') as Texts;
  const span = readSpan(cycle.every);
  return (
    <>
      {span && (
        <SpanInput
          id={`${id}-every`}
          label={texts('timer.label.every')}
          span={span}
          units={UNITS}
          onChange={(every) => onChange({ ...cycle, every: writeSpan(every) })}
        />
      )}
      <TimesInput id={`${id}-times`} cycle={cycle} onChange={onChange} />
      {cycle.end === '' && (
        <MomentInput
          id={`${id}-first`}
          label={texts('timer.label.first')}
          text={cycle.start}
          onChange={(start) => onChange({ ...cycle, start })}
        />
      )}
    </>
  );
};

/** Fields that write the text of a timer for those who do not know ISO 8601. */
export const TimerParts = (props: EntryProps) => {
  const texts = useService('texts') as Texts;
  const write = useWriter(props);
  const { id, field, host } = props;
  const text = field.read(host) as string;
  const kind = readKind(host);
  const span = readSpan(text);
  const cycle = readCycle(text);
  const words = describeTimer(kind, text);
  return (
    <div class="bio-properties-panel-entry k-timer" data-entry-id={id}>
      {kind === 'timeDuration' && (span || text === '') && (
        <SpanInput
          id={`${id}-after`}
          label={texts('timer.label.after')}
          span={span}
          units={UNITS}
          onChange={(changed) => write(writeSpan(changed))}
        />
      )}
      {kind === 'timeDate' && !text.startsWith('=') && (
        <MomentInput id={`${id}-at`} label={texts('timer.label.at')} text={text} onChange={write} />
      )}
      {kind === 'timeCycle' && cycle && (
        <CycleInputs id={id} cycle={cycle} onChange={(changed) => write(writeCycle(changed))} />
      )}
      {words && <p class="k-timer-words">{words}</p>}
    </div>
  );
};
