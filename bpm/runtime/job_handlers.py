"""Which command runs which kind of job."""

from collections.abc import Mapping

from bpm.core.engine.contracts import JobKind
from bpm.jobs.contracts import FailedAttempt, JobHandler, LeasedJob
from bpm.runtime.commands.continue_async import continue_async
from bpm.runtime.commands.fail_job import fail_job


class ContinuationHandler:
    """Runs asynchronous continuations."""

    def execute(self, job: LeasedJob) -> None:
        """Run the instance on and finish the job, in one command."""
        continue_async(job)

    def fail(self, job: LeasedJob, failure: FailedAttempt) -> None:
        """Record a failed attempt."""
        fail_job(job, failure)


HANDLERS: Mapping[str, JobHandler] = {
    kind.value: ContinuationHandler() for kind in (JobKind.ASYNC_BEFORE, JobKind.ASYNC_AFTER)
}
