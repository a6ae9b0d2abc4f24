import { describe, expect, it } from 'vitest';
import { ApiProblem, type Deployment } from '@/shared/api';
import { acceptedReport, refusedReport } from './report';

const refusal = (errors: object[]) =>
  new ApiProblem(
    {
      status: 422,
      code: 'deployment_refused',
      title: 'Refused',
      detail: '',
      errors: errors as never,
    },
    'r1',
  );

describe('refusedReport', () => {
  it('puts each problem under its file, by name or by place', () => {
    const report = refusedReport(
      ['a.bpmn', 'b.txt'],
      refusal([
        { code: 'x', detail: 'no end', element_id: 'task', resource: 'a.bpmn' },
        { code: 'y', detail: 'no model', pointer: '/resources/1/name' },
        { code: 'z', detail: 'no name', pointer: '/name' },
      ]),
    );
    expect(report?.files.map(({ problems }) => problems.map(({ detail }) => detail))).toEqual([
      ['no end'],
      ['no model'],
    ]);
    expect(report?.general.map(({ detail }) => detail)).toEqual(['no name']);
    expect(report?.errors).toBe(3);
  });

  it('is no report where the server is away', () => {
    expect(
      refusedReport(
        ['a.bpmn'],
        new ApiProblem({ status: 503, code: 'u', title: '', detail: '' }, null),
      ),
    ).toBeNull();
    expect(refusedReport(['a.bpmn'], new Error('x'))).toBeNull();
  });
});

describe('acceptedReport', () => {
  const deployment: Deployment = {
    id: 'd',
    name: 'two',
    deployed_at: null,
    duplicate: true,
    warnings: [{ code: 'w', detail: 'nobody', element_id: 'task', resource: 'b.bpmn' }],
    process_definitions: [
      { id: null, key: 'a', name: 'A', version: 2, resource_name: 'a.bpmn' },
      { id: null, key: 'b', name: 'B', version: 1, resource_name: 'b.bpmn' },
    ],
  };

  it('shows the processes and warnings of each file', () => {
    const report = acceptedReport(['a.bpmn', 'b.bpmn'], deployment);
    expect(report.files[0]).toEqual({
      name: 'a.bpmn',
      problems: [],
      processes: [{ key: 'a', name: 'A', version: 2 }],
    });
    expect(report.files[1]?.problems[0]?.severity).toBe('warning');
    expect(report).toMatchObject({ errors: 0, warnings: 1, duplicate: true });
  });
});
