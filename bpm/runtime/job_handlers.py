"""Which command runs which kind of job."""

from collections.abc import Callable, Mapping

from django.db import DatabaseError

from bpm.base import clock
from bpm.core.engine.contracts import JobKind
from bpm.core.errors import InvalidInputError, UnavailableError
from bpm.jobs import services as jobs
from bpm.jobs.contracts import FailedAttempt, JobHandler, LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import chains, kept_outcomes, service_calls
from bpm.runtime.commands.begin_instance import begin_instance
from bpm.runtime.commands.complete_job import complete_job
from bpm.runtime.commands.continue_async import continue_async
from bpm.runtime.commands.deliver_message import deliver_message
from bpm.runtime.commands.deliver_signal import deliver_signal
from bpm.runtime.commands.escalate_to_caller import escalate_to_caller
from bpm.runtime.commands.fail_beginning import fail_beginning
from bpm.runtime.commands.fail_job import fail_job
from bpm.runtime.commands.fire_start_timer import fire_start_timer
from bpm.runtime.commands.fire_timer import fire_timer
from bpm.runtime.commands.hand_over_message import hand_over_message
from bpm.runtime.commands.reach_called_instances import reach_called_instances
from bpm.runtime.commands.return_to_caller import return_to_caller
from bpm.runtime.commands.start_called_instance import start_called_instance
from bpm.runtime.job_kinds import (
    DELIVER_SIGNAL,
    ESCALATE_TO_CALLER,
    HAND_OVER_MESSAGE,
    PUBLISH_MESSAGE,
    REACH_CALLED,
    RETURN_TO_CALLER,
    START_CALLED,
    START_INSTANCE,
    START_TIMER,
    TIMER,
)


def put_back_until_due(job: LeasedJob) -> None:
    """Give a timer's job back that was made ready too early."""
    jobs.release_job(
        job.id,
        lease_token=job.lease_token,
        due_at=job.due_at,
        reason="It was not due yet.",
    )


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
        if chains.read_chain(job.payload, now=clock.now()).is_endless:
            self.fail(job, chains.ENDLESS)
            return
        self._command(job)


class TimerHandler(_Handler):
    """Fires timers: never early, whatever made the job ready."""

    def execute(self, job: LeasedJob) -> None:
        """Fire the timer, or put it back until it is due."""
        if clock.now() < job.due_at:
            put_back_until_due(job)
            return
        fire_timer(job)


class StartCalledHandler(_Handler):
    """Starts called instances, as many as one command can."""

    def execute(self, job: LeasedJob) -> None:
        """Start what other jobs of the same caller wish too; this one alone where that fails."""
        try:
            start_called_instance(job, with_others=True)
        except (JobLostError, UnavailableError, DatabaseError):
            raise
        except Exception:  # noqa: BLE001 what one of them meets must not count against the others
            start_called_instance(job)


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


class BeginningHandler:
    """Does what no instance waits for: begins some, fires what begins them, sends messages."""

    def __init__(self, command: Callable[[LeasedJob], None]) -> None:
        self._command = command

    def execute(self, job: LeasedJob) -> None:
        """Do it; a timer never early, whatever made its job ready."""
        if job.kind == START_TIMER and clock.now() < job.due_at:
            put_back_until_due(job)
            return
        if chains.read_chain(job.payload, now=clock.now()).is_endless:
            self.fail(job, chains.ENDLESS)
            return
        self._command(job)

    def fail(self, job: LeasedJob, failure: FailedAttempt) -> None:
        """Record a failed attempt."""
        fail_beginning(job, failure)


HANDLERS: Mapping[str, JobHandler] = {
    JobKind.ASYNC_BEFORE.value: CommandHandler(continue_async),
    JobKind.ASYNC_AFTER.value: CommandHandler(continue_async),
    JobKind.SERVICE_CALL.value: ServiceCallHandler(),
    TIMER: TimerHandler(),
    START_CALLED: StartCalledHandler(),
    RETURN_TO_CALLER: CommandHandler(return_to_caller),
    ESCALATE_TO_CALLER: CommandHandler(escalate_to_caller),
    DELIVER_SIGNAL: CommandHandler(deliver_signal),
    HAND_OVER_MESSAGE: CommandHandler(hand_over_message),
    REACH_CALLED: CommandHandler(reach_called_instances),
    START_TIMER: BeginningHandler(fire_start_timer),
    START_INSTANCE: BeginningHandler(begin_instance),
    PUBLISH_MESSAGE: BeginningHandler(deliver_message),
}

SLOW_KINDS = frozenset({JobKind.SERVICE_CALL.value})
"""Kinds whose handlers wait for the outside."""
