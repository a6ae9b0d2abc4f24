import { describe, expect, it } from 'vitest';
import { ApiProblem, type FieldProblem } from '@/shared/api';
import { explain } from './explain';

const problem = (code: string, detail: string, errors: FieldProblem[] = []) =>
  new ApiProblem({ status: 409, code, title: 'Title', detail, errors }, 'r1');

describe('explaining a failure', () => {
  it('says what the server said, with the first fault', () => {
    expect(explain(problem('user_task_claimed', 'Somebody was faster.'))).toBe(
      'Somebody was faster.',
    );
    const fault = { code: 'x', detail: 'Give a number.', pointer: '/variables/amount' };
    expect(explain(problem('invalid_body', 'Refused.', [fault]))).toBe('Refused. Give a number.');
  });

  it('has own words for silence and for surprises', () => {
    expect(explain(problem('unreachable', 'x'))).toBe('The server does not answer.');
    expect(explain(new TypeError('x is undefined'))).toBe(
      'Something unexpected happened on this page.',
    );
  });
});
