/** One fault of a request, as RFC 9457 lets an API list them. */
export interface FieldProblem {
  pointer?: string | null;
  code: string;
  detail: string;
  element_id?: string | null;
  remedy?: string | null;
  /** Name of the file at fault, in a deployment. */
  resource?: string | null;
  line?: number | null;
}

export interface ProblemBody {
  type?: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: FieldProblem[];
  [extra: string]: unknown;
}

/** A refused or failed call. `status` 0 means that no answer came at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: FieldProblem[];
  readonly requestId: string | null;
  readonly body: ProblemBody;
  readonly at = new Date();

  constructor(body: ProblemBody, requestId: string | null) {
    super(body.detail || body.title);
    this.name = 'ApiProblem';
    this.status = body.status;
    this.code = body.code;
    this.title = body.title;
    this.errors = body.errors ?? [];
    this.requestId = requestId;
    this.body = body;
  }

  /** Another person was faster, or the thing is in another state now. */
  get isConflict(): boolean {
    return this.status === 409 || this.status === 412;
  }

  get isGone(): boolean {
    return this.status === 404;
  }

  get isUnreachable(): boolean {
    return this.status === 0;
  }
}

export const isProblem = (error: unknown): error is ApiProblem => error instanceof ApiProblem;
