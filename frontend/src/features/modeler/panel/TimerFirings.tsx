/** @jsxImportSource @bpmn-io/properties-panel/preact */
import { useService } from 'bpmn-js-properties-panel';
import type { TimerPreview } from '@/shared/api';
import type { TimerKind } from '@/shared/bpmn/timers';
import { fullTime, moment, timeZone } from '@/shared/format';
import { extensionOf } from './commands';
import type { EntryProps } from './entries';
import type { Texts } from './field';
import { processOf } from './hosts';
import { readKind } from './timers';
import { useAnswer } from './useAnswer';

export interface TimerQuestion {
  kind: TimerKind;
  expression: string;
  time_zone: string | null;
}

/** Asks the server; given to the editor as its service `previewTimer`. */
export type PreviewTimer = (question: TimerQuestion, signal: AbortSignal) => Promise<TimerPreview>;

const Firings = ({ preview }: { preview: TimerPreview }) => {
  const texts = useService('texts') as Texts;
  const now = new Date();
  return (
    <>
      <ol class="k-timer-firings">
        {preview.firings.map((firing) => {
          const at = new Date(firing);
          return (
            <li key={firing}>
              <time dateTime={firing} title={fullTime(at)}>
                {moment(at, now)}
              </time>
              {at < now && <span class="k-timer-past">{texts('timer.past')}</span>}
            </li>
          );
        })}
      </ol>
      <p class="k-timer-note">
        {texts(preview.has_more ? 'timer.more' : 'timer.last', { zone: timeZone() })}
      </p>
    </>
  );
};

const Answer = ({ preview }: { preview: TimerPreview }) => {
  const texts = useService('texts') as Texts;
  const [fault] = preview.errors;
  if (fault) return <p class="k-timer-fault">{fault.detail}</p>;
  if (preview.reads.length > 0)
    return <p class="k-timer-note">{texts('timer.reads', { names: preview.reads.join(', ') })}</p>;
  return <Firings preview={preview} />;
};

/** When the timer would fire if it were armed now, as the server works it out. */
export const TimerFirings = ({ id, field, host }: EntryProps) => {
  const texts = useService('texts') as Texts;
  const process = processOf(host);
  const settings = process && extensionOf(process, 'bpm:Process');
  const expression = field.read(host) as string;
  const isEmpty = expression.trim() === '';
  const question: TimerQuestion = {
    kind: readKind(host),
    expression,
    time_zone: (settings?.get('timeZone') as string | undefined) ?? null,
  };
  const ask = useService('previewTimer') as PreviewTimer;
  const { value: preview, isAsking, again } = useAnswer(isEmpty ? null : question, ask);
  return (
    <section
      class="bio-properties-panel-entry k-timer"
      data-entry-id={id}
      aria-label={texts('timer.next')}
      aria-live="polite"
      aria-busy={!isEmpty && isAsking}
    >
      <h3 class="bio-properties-panel-label">{texts('timer.next')}</h3>
      {isEmpty && <p class="k-timer-note">{texts('timer.empty')}</p>}
      {!isEmpty && preview && (
        <div class={isAsking ? 'k-timer-old' : undefined}>
          <Answer preview={preview} />
        </div>
      )}
      {!isEmpty && preview === undefined && <p class="k-timer-note">{texts('timer.asking')}</p>}
      {!isEmpty && preview === null && (
        <p class="k-timer-fault">
          {texts(isAsking ? 'timer.asking' : 'timer.failed')}{' '}
          {!isAsking && (
            <button type="button" class="k-timer-again" onClick={again}>
              {texts('timer.again')}
            </button>
          )}
        </p>
      )}
    </section>
  );
};
