// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { collect } from './collect';

const shipped = (key: string) => readFileSync(`../processes/${key}/${key}.bpmn`, 'utf8');

it('tells a shipped process in the order of its flow', () => {
  const told = collect(shipped('invoice-approval'), 'invoice-approval');
  const [chapter] = told!.chapters;

  expect(chapter).toMatchObject({ name: 'Invoice approval' });
  expect(chapter?.documentation).toMatch(/^An invoice comes in\./);
  expect(chapter?.lanes[0]?.steps.map(({ number, id }) => `${number} ${id}`)).toEqual([
    '1 invoice_received',
    '2 look_up_rule',
    '3 needs_approval',
    '4 approve_first',
    '5 first_waits',
    '6 remind_first',
    '7 first_reminded',
    '8 first_answer',
    '9 approve_second',
    '10 second_waits',
    '11 remind_second',
    '12 second_reminded',
    '13 second_answer',
    '14 pay',
    '15 paid',
    '16 report_rejection',
    '17 rejected',
  ]);
  const sayings = (id: string) =>
    told!.steps
      .get(id)
      ?.facts.flatMap(({ property, entries }) =>
        entries.map(({ path, name, text }) =>
          [property, ...path, name, text].filter(Boolean).join(' '),
        ),
      );
  expect(sayings('approve_second')).toEqual([
    'assignment candidateGroups directors, managers',
    'assignment excludeCompleterOf Approve the invoice',
    'assignment dueDate P3D',
    'assignment priority =rule.priority',
    'formRef invoice-decision',
  ]);
  expect(sayings('first_waits')).toEqual([
    'cancelActivity false',
    'attachedToRef Approve the invoice',
    'timerEventDefinition timeDuration P2D',
  ]);
  expect(told?.steps.get('needs_approval')?.to).toMatchObject([
    { name: 'no', target: 'pay', condition: 'rule.approvals = 0', isDefault: false },
    { name: 'yes', target: 'approve_first', condition: '', isDefault: true },
  ]);
});

it('tells pools, lanes, sub-processes, messages and annotations', () => {
  const told = collect(
    `<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL">
      <b:message id="m" name="Order"/>
      <b:collaboration id="c"><b:participant id="shop" name="Shop" processRef="p"/>
        <b:participant id="buyer" name="Buyer"/>
        <b:messageFlow id="mf" sourceRef="buyer" targetRef="s"/></b:collaboration>
      <b:process id="p"><b:laneSet id="ls">
          <b:lane id="l2" name="Back"><b:flowNodeRef>sub</b:flowNodeRef></b:lane>
          <b:lane id="l1" name="Front"><b:flowNodeRef>s</b:flowNodeRef></b:lane></b:laneSet>
        <b:subProcess id="sub" name="Pack"><b:task id="t2" name="Tie"/><b:task id="t1" name="Wrap"/>
          <b:sequenceFlow id="f2" sourceRef="t1" targetRef="t2"/>
          <b:sequenceFlow id="back" sourceRef="t2" targetRef="t2"/></b:subProcess>
        <b:startEvent id="s" name="Ordered"><b:messageEventDefinition messageRef="m"/></b:startEvent>
        <b:sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>
        <b:textAnnotation id="n"><b:text>By hand</b:text></b:textAnnotation>
        <b:association id="a" sourceRef="sub" targetRef="n"/></b:process></b:definitions>`,
    'p',
  )!;
  const [chapter] = told.chapters;
  expect(chapter?.name).toBe('Shop');
  expect(chapter?.lanes.map(({ name, steps }) => [name, ...steps.map(({ id }) => id)])).toEqual([
    ['Front', 's'],
    ['Back', 'sub'],
  ]);
  const sub = told.steps.get('sub');
  expect(sub?.notes).toEqual(['By hand']);
  expect(sub?.lanes[0]?.steps.map(({ number, name }) => `${number} ${name}`)).toEqual([
    '2.1 Wrap',
    '2.2 Tie',
  ]);
  expect(told.steps.get('s')?.facts).toEqual([
    {
      property: 'messageEventDefinition',
      entries: [{ path: [], name: '', text: 'Order', isCode: false }],
    },
  ]);
  expect(told.steps.get('s')?.from).toMatchObject([{ kind: 'message', source: 'buyer' }]);
  expect(told.others.get('buyer')).toBe('Buyer');
});

it('has nothing to tell of what is no model', () => {
  expect(collect('<a', 'p')).toBeNull();
  expect(collect('<a/>', 'p')).toBeNull();
});
