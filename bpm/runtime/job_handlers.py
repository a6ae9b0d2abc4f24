"""Which command runs which kind of job."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from typing_extensions import override

from bpm.base import clock
from bpm.core.engine.contracts import JobKind
from bpm.core.errors import InvalidInputError
from bpm.jobs import services as jobs
from bpm.jobs.contracts import FailedAttempt, JobHandler, LeasedJob
from bpm.runtime import kept_outcomes, service_calls
from bpm.runtime.commands.complete_job import complete_job
from bpm.runtime.commands.continue_async import continue_async
from bpm.runtime.commands.fail_job import fail_job
from bpm.runtime.commands.fire_timer import fire_timer
from bpm.runtime.commands.reach_called_instances import reach_called_instances
from bpm.runtime.commands.return_to_caller import return_to_caller
from bpm.runtime.commands.start_called_instance import start_called_instance
from bpm.runtime.job_kinds import REACH_CALLED, RETURN_TO_CALLER, START_CALLED, TIMER

_REACH_AGAIN_AFTER = timedelta(seconds=30)


class _Handler:
    """What every handler does with a failed attempt."""

    def fail(self, job: LeasedJob, failure: FailedAttempt) -> None:
        """Record it: another attempt later, or an incident."""
        fail_job(job, failure)


class CommandHandler(_Handler):
    """Runs jobs whose work is one command."""

    def __init__(self, command: Callable[[LeasedJob], None]) -> None:
        self._command = command

    def execute(self, job: LeasedJob) -> None:
        """Run the instance on and finish the job, in one command."""
        self._command(job)


class TimerHandler(_Handler):
    """Fires timers: never early, whatever made the job ready."""

    def execute(self, job: LeasedJob) -> None:
        """Fire the timer, or put it back until it is due."""
        if clock.now() < job.due_at:
            jobs.release_job(
                job.id,
                lease_token=job.lease_token,
                due_at=job.due_at,
                reason="It was not due yet.",
            )
            return
        fire_timer(job)


class ReachHandler(CommandHandler):
    """Reaches called instances; tries until it succeeds, because the instance above may be over."""

    @override
    def fail(self, job: LeasedJob, failure: FailedAttempt) -> None:
        """Come again later; no incident could be resolved at an instance that is over."""
        jobs.release_job(
            job.id,
            lease_token=job.lease_token,
            due_at=clock.now() + _REACH_AGAIN_AFTER,
            reason=failure.message,
        )


class ServiceCallHandler(_Handler):
    """Makes calls, and hands over what they lead to."""

    def execute(self, job: LeasedJob) -> None:
        """Make the call, unless its outcome is there already, and finish the job."""
        if job.visit is None:
            raise AssertionError("A call always belongs to a visit.")
        outcome = kept_outcomes.read_outcome(job.payload, visit=job.visit)
        if outcome is None:
            outcome = service_calls.make_call(job, visit=job.visit)
        if isinstance(outcome, FailedAttempt):
            fail_job(job, outcome)
            return
        try:
            complete_job(job, outcome)
        except InvalidInputError as error:
            # The call was made; making it again would lead to the same.
            fail_job(job, FailedAttempt(message=error.detail, permanent=True))


HANDLERS: Mapping[str, JobHandler] = {
    JobKind.ASYNC_BEFORE.value: CommandHandler(continue_async),
    JobKind.ASYNC_AFTER.value: CommandHandler(continue_async),
    JobKind.SERVICE_CALL.value: ServiceCallHandler(),
    TIMER: TimerHandler(),
    START_CALLED: CommandHandler(start_called_instance),
    RETURN_TO_CALLER: CommandHandler(return_to_caller),
    REACH_CALLED: ReachHandler(reach_called_instances),
}

SLOW_KINDS = frozenset({JobKind.SERVICE_CALL.value})
"""Kinds whose handlers wait for the outside."""
