import { isProblem, type Deployment, type FieldProblem } from '@/shared/api';

export interface ReportProblem extends FieldProblem {
  severity: 'error' | 'warning';
}

export interface DeployedProcess {
  key: string;
  name: string | null;
  version: number | null;
}

/** What the server says about one file. */
export interface FileReport {
  name: string;
  problems: ReportProblem[];
  processes: DeployedProcess[];
}

export interface Report {
  files: FileReport[];
  /** Problems that belong to no file. */
  general: ReportProblem[];
  errors: number;
  warnings: number;
  duplicate: boolean;
}

const severe = (
  problems: readonly FieldProblem[],
  severity: ReportProblem['severity'],
): ReportProblem[] => problems.map((problem) => ({ ...problem, severity }));

const fileOf = (problem: FieldProblem, names: readonly string[]): string | null => {
  if (problem.resource) return problem.resource;
  // a problem of the request names its place among the files
  const place = /^\/resources\/(\d+)/.exec(problem.pointer ?? '');
  return place ? (names[Number(place[1])] ?? null) : null;
};

const build = (
  names: readonly string[],
  problems: ReportProblem[],
  deployment: Deployment | null,
): Report => {
  const processes = deployment?.process_definitions ?? [];
  const files = names.map((name) => ({
    name,
    problems: problems.filter((problem) => fileOf(problem, names) === name),
    processes: processes
      .filter((process) => process.resource_name === name || names.length === 1)
      .map(({ key, name: title, version }) => ({ key, name: title ?? null, version })),
  }));
  return {
    files,
    general: problems.filter((problem) => !names.includes(fileOf(problem, names) ?? '')),
    errors: problems.filter(({ severity }) => severity === 'error').length,
    warnings: problems.filter(({ severity }) => severity === 'warning').length,
    duplicate: deployment?.duplicate ?? false,
  };
};

/** Read a report off an answer that lets the files through. */
export const acceptedReport = (names: readonly string[], deployment: Deployment): Report =>
  build(names, severe(deployment.warnings, 'warning'), deployment);

/** Read a report off a refusal; null where the call failed for another reason. */
export const refusedReport = (names: readonly string[], error: unknown): Report | null => {
  if (!isProblem(error) || error.errors.length === 0) return null;
  return build(names, severe(error.errors, 'error'), null);
};
