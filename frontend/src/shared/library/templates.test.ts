import { describe, expect, it } from 'vitest';
import { fill } from './templates';

const BPMN =
  '<d id="definitions"><bpmn:process id="reminder" name="Old" x="1"/><task id="work" name="Old"/><plane bpmnElement="reminder"/></d>';

describe('a template', () => {
  it('takes the name and the key of a process, and leaves its steps', () => {
    const filled = fill({ key: 'reminder', kind: 'process', content: BPMN }, 'A $& <B>', 'a-b');
    expect(filled).toBe(
      '<d id="definitions"><bpmn:process id="a-b" name="A $&amp; &lt;B&gt;" x="1"/><task id="work" name="Old"/><plane bpmnElement="a-b"/></d>',
    );
  });

  it('takes both names of a file of decisions', () => {
    const content =
      '<definitions xmlns="x" id="definitions" name="Old"><decision id="score" name="Old"/></definitions>';
    expect(fill({ key: 'score', kind: 'decision', content }, 'New', 'new')).toBe(
      '<definitions xmlns="x" id="definitions" name="New"><decision id="new" name="New"/></definitions>',
    );
  });

  it('takes id and name of a form', () => {
    const content = '{"id": "f", "name": "Old", "components": [{"id": "f1"}]}';
    expect(JSON.parse(fill({ key: 'f', kind: 'form', content }, 'N"', 'n'))).toEqual({
      id: 'n',
      name: 'N"',
      components: [{ id: 'f1' }],
    });
  });
});
