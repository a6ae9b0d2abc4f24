// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { namedFor, peopleIn } from './people';

const model = `<definitions xmlns="urn:bpmn" xmlns:bpm="urn:bpm">
  <process id="holiday" name="Holiday">
    <extensionElements><bpm:process candidateStarterGroups="clerks, hr"/></extensionElements>
    <startEvent id="s"><extensionElements><bpm:formRef key="ask"/></extensionElements></startEvent>
    <userTask id="a" name="Approve"><extensionElements>
      <bpm:assignment assignee="=boss" candidateGroups="managers"/><bpm:formRef key="ask"/>
    </extensionElements></userTask>
    <subProcess id="sub"><userTask id="b"><extensionElements>
      <bpm:assignment candidateUsers="anna,anna"/><bpm:formRef key="ask"/>
    </extensionElements></userTask></subProcess>
    <userTask id="c"><extensionElements>
      <bpm:assignment candidateGroups="others"/><bpm:formRef key="another"/>
    </extensionElements></userTask>
  </process>
</definitions>`;

it('finds whom a model names for a form, at starts and tasks', () =>
  expect(peopleIn(model, 'ask').map(({ who, task, process }) => [who, task, process])).toEqual([
    ['clerks', null, 'Holiday'],
    ['hr', null, 'Holiday'],
    ['=boss', 'Approve', 'Holiday'],
    ['managers', 'Approve', 'Holiday'],
    ['anna', 'b', 'Holiday'],
  ]));

it('finds nobody in what is no model', () => expect(peopleIn('no XML', 'ask')).toEqual([]));

it.each([
  ['managers', null, 'Approve'],
  ['anna', ['others'], 'b'],
  ['bob', ['hr'], null],
  ['anna', null, undefined],
  ['managers', ['others'], undefined],
])('knows what %s in %j is named for', (name, groups, task) =>
  expect(namedFor(peopleIn(model, 'ask'), { name, groups })?.task).toBe(task),
);
