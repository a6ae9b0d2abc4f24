"""Cancel, suspend or resume a slice of the called instances that a command could not reach."""

from collections.abc import Sequence

from bpm.base.transactions import command
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import cascade, job_steps, step, store
from bpm.runtime.cascade import Reach
from bpm.runtime.contracts import InstanceState
from bpm.runtime.rows import LockedHeader, LockedInstance


@command
def reach_called_instances(job: LeasedJob) -> None:
    """Reach the next slice; another job follows until none is left.

    What the command wanted may be overtaken by another: a suspended instance that was resumed
    meanwhile suspends nobody any more.

    Args:
        job: Of the instance above, in the hands of this worker.

    Raises:
        JobLostError: Another worker has it, or it is gone.
    """
    top = job_steps.lock_for_job(job)
    doing = job_steps.doing_of(job, "reach_called_instances")
    verb = Reach(str(job.payload["verb"]))
    reason = job.payload["reason"]
    text = reason if isinstance(reason, str) else None
    headers = _lock_slice(top, verb)
    if not headers:
        return
    _apply(verb, headers, doing, text)
    cascade.reach_rest(top.instance, verb, now=doing.now, reason=text)


def _lock_slice(top: LockedInstance, verb: Reach) -> Sequence[LockedHeader]:
    above = top.instance.id
    match verb:
        case Reach.CANCEL:
            return store.lock_some_forsaken_below(above, limit=cascade.MOST_AT_ONCE)
        case Reach.SUSPEND if top.state is InstanceState.SUSPENDED:
            state = InstanceState.ACTIVE
        case Reach.RESUME if top.state is InstanceState.ACTIVE:
            state = InstanceState.SUSPENDED
        case _:
            return []
    return store.lock_some_in_state_below(above, state=state, limit=cascade.MOST_AT_ONCE)


def _apply(
    verb: Reach, headers: Sequence[LockedHeader], doing: step.Doing, reason: str | None
) -> None:
    match verb:
        case Reach.CANCEL:
            cascade.Cascade(headers=headers, doing=doing, reason=reason).write()
        case Reach.SUSPEND:
            cascade.suspend(headers, doing)
        case Reach.RESUME:
            cascade.resume(headers, doing)
