import { describe, expect, it } from 'vitest';
import type { Finding } from '@/shared/library/findings';
import { placeProblems } from './placing';

const problem = (code: string, detail: string, more: Partial<Finding> = {}): Finding => ({
  code,
  detail,
  severity: 'error',
  element_id: 'it',
  ...more,
});

const entries = (...names: string[]) => new Map(names.map((name) => [name, `it-${name}`]));

describe('placeProblems', () => {
  it('finds the field by what the problem names', () => {
    const late = problem('invalid_setting_value', "dueDate of userTask 'it' is 'soon'.", {
      remedy: 'Use P3D.',
    });
    const { errors, rest } = placeProblems([late], entries('priority', 'dueDate'));
    expect(errors).toEqual({ 'it-dueDate': "dueDate of userTask 'it' is 'soon'. Use P3D." });
    expect(rest).toEqual([]);
  });

  it('finds a parameter of a connector', () => {
    const missing = problem('parameter_missing', "'HTTP request' needs the parameter 'url'.");
    const { errors } = placeProblems([missing], entries('connector', 'parameter-url'));
    expect(Object.keys(errors)).toEqual(['it-parameter-url']);
  });

  it('finds the field by what the problem names in German', () => {
    const words = "Benutzeraufgabe 'it': Die Priorität ist 'hoch'; das ist keine ganze Zahl.";
    const high = problem('invalid_setting_value', words);
    expect(placeProblems([high], entries('priority')).errors).toEqual({ 'it-priority': words });
    const missing = problem('parameter_missing', "'HTTP request' braucht den Parameter 'url'.");
    const { errors } = placeProblems([missing], entries('connector', 'parameter-url'));
    expect(Object.keys(errors)).toEqual(['it-parameter-url']);
  });

  it('takes no name in quotes for a field', () => {
    const other = problem('no_outgoing_flow', "userTask 'priority' leads nowhere.");
    expect(placeProblems([other], entries('priority'))).toEqual({ errors: {}, rest: [other] });
  });

  it('knows codes whose words name no field, and takes the first field that shows', () => {
    const retry = problem('invalid_retry', "bpm:retry on serviceTask 'it': cannot be read");
    expect(placeProblems([retry], entries('maxAttempts')).errors).toHaveProperty('it-maxAttempts');
    const message = problem('missing_reference', 'It does not say which message it waits for.');
    expect(placeProblems([message], entries('messageRef')).errors).toHaveProperty('it-messageRef');
  });

  it('leaves warnings beside the fields, and one problem at each of them', () => {
    const warning = problem('no_effect', 'resultVariable is missing.', { severity: 'warning' });
    const first = problem('invalid_expression', 'The collection is no FEEL: one');
    const second = problem('invalid_expression', 'The collection is no FEEL: two');
    const placed = placeProblems([warning, first, second], entries('collection', 'resultVariable'));
    expect(placed.rest).toEqual([warning]);
    expect(placed.errors).toEqual({ 'it-collection': 'The collection is no FEEL: one' });
  });
});
