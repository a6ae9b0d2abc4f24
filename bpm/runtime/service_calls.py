"""Making the call that a service task waits for: outside of any transaction."""

from bpm.base import clock
from bpm.connectors import services as connectors
from bpm.connectors.errors import ConnectorError
from bpm.core import engine
from bpm.core.engine.contracts import (
    CompleteCall,
    Context,
    EngineState,
    ServiceCall,
    ThrowError,
)
from bpm.core.engine.errors import StepError, UnknownVisitError
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.jobs.contracts import FailedAttempt, LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import step, store


def make_call(job: LeasedJob, *, visit: int) -> CompleteCall | ThrowError | FailedAttempt:
    """Make the call of a job and say what it led to.

    Its parameters are evaluated for each attempt, so that a mended variable helps. Each attempt
    carries the id of the job, by which the other side can tell a repetition.

    Args:
        job: In the hands of this worker.
        visit: What waits for the call.

    Raises:
        JobLostError: Nothing waits for the call any more.
    """
    waiting = _Waiting.find(job)
    try:
        call = waiting.describe(visit)
    except UnknownVisitError as error:
        raise JobLostError(f"Nothing waits for the job {job.id} any more.") from error
    except StepError as error:
        return FailedAttempt(message=error.detail, permanent=True)
    try:
        result = connectors.call(call, idempotency_key=str(job.id), tenant_id=job.tenant_id)
    except ConnectorError as error:
        return _answer_failure(waiting, visit, error)
    return CompleteCall(visit=visit, result=result)


def _answer_failure(
    waiting: "_Waiting", visit: int, error: ConnectorError
) -> ThrowError | FailedAttempt:
    try:
        code = waiting.map_failure(visit, error)
    except StepError as mapping:
        return FailedAttempt(message=mapping.detail, detail=error.detail, permanent=True)
    if code is not None:
        return ThrowError(visit=visit, code=code, message=error.detail)
    return FailedAttempt(message=error.detail, permanent=error.permanent)


class _Waiting:
    """The instance that waits for a call, as it was read without a lock."""

    def __init__(self, executable: Executable, state: EngineState, context: Context) -> None:
        self._process = executable.process
        self._state = state
        self._context = context

    @classmethod
    def find(cls, job: LeasedJob) -> "_Waiting":
        """Read it."""
        found = store.read_instance(job.process_instance_id)
        if found is None or found.engine_state is None:
            raise JobLostError(f"The process instance of job {job.id} is over.")
        executable = definitions.get_executable_by_id(found.instance.definition_id)
        context = step.context_of(found.instance, now=clock.now())
        return cls(executable, found.engine_state, context)

    def describe(self, visit: int) -> ServiceCall:
        """Return the call, with its parameters evaluated."""
        return engine.describe_call(self._process, self._state, visit, self._context)

    def map_failure(self, visit: int, error: ConnectorError) -> str | None:
        """Return the BPMN error that a failure stands for in the model."""
        return engine.map_failure(self._process, self._state, visit, error.error, self._context)
