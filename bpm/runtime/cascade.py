"""Commands that reach an instance and all that it calls: level by level, callers first.

One command reaches so many; a job reaches the rest, slice by slice, and until then each instance
tells its own state. What is not reached yet may go on, but its result is wanted no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.engine.contracts import JobKind
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import NewJob
from bpm.messages import kept, services as messages
from bpm.runtime import handing_over, step, store
from bpm.runtime.contracts import InstanceState
from bpm.runtime.job_kinds import REACH_CALLED
from bpm.runtime.rows import Instance, LockedHeader, LockedInstance
from bpm.user_tasks import services as user_tasks

MOST_AT_ONCE = 500
"""Called instances that one command reaches; a job reaches the rest."""

_CANCELLED = "cancelled"


class Reach(StrEnum):
    """What a job does to the called instances that a command could not reach."""

    CANCEL = "cancel"
    SUSPEND = "suspend"
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """Called instances that are locked.

    Args:
        headers: Callers before those that they call.
        is_all: No more are there to be reached.
    """

    headers: Sequence[LockedHeader] = ()
    is_all: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Instances that one command cancels together; they are locked.

    Args:
        headers: These instances.
        doing: The command.
        reason: For the history.
        rest_of: The instance below which there are more, for a job to cancel; None where all are
            among the headers.
    """

    headers: Sequence[LockedHeader]
    doing: step.Doing
    reason: str | None
    rest_of: Instance | None = None

    def write(self) -> None:
        """End them with everything that waits in them; a few statements, however many."""
        if not self.headers:
            return
        now = self.doing.now
        ids = [header.instance.id for header in self.headers]
        ended = store.end_all_activities(ids, outcome=_CANCELLED, now=now)
        store.delete_all_scopes(ids)
        user_tasks.cancel_user_tasks(ids, now=now)
        jobs.cancel_jobs(ids)
        messages.delete_subscriptions(ids)
        store.resolve_all_incidents(ids, now=now)
        store.cancel_instances(ids, now=now)
        events = [
            step.history_event(
                header.instance,
                self.doing,
                revision=header.revision + 1,
                events=self._story_of(ended.get(header.instance.id, ())),
            )
            for header in self.headers
        ]
        history.record(events)
        if self.rest_of is not None:
            reach_rest(self.rest_of, Reach.CANCEL, now=now, reason=self.reason)

    def _story_of(self, visits: Sequence[int]) -> list[JsonObject]:
        ends: list[JsonObject] = [
            {"type": "activity_ended", "visit": Decimal(visit), "outcome": _CANCELLED}
            for visit in visits
        ]
        return [*ends, {"type": "process_instance_cancelled", "reason": self.reason}]


def lock_below(process_instance_ids: Sequence[UUID]) -> Below:
    """Lock the live instances below others that this transaction has locked, up to a number."""
    return _lock_levels(store.lock_children(process_instance_ids, limit=MOST_AT_ONCE + 1))


def lock_called(process_instance_id: UUID, visits: Sequence[int]) -> Below:
    """Lock the live instances that some visits of a locked instance wait for, and all below.

    Up to a number, like ``lock_below``.
    """
    return _lock_levels(store.lock_called(process_instance_id, visits, limit=MOST_AT_ONCE + 1))


def reach_rest(top: Instance, verb: Reach, *, now: datetime, reason: str | None = None) -> None:
    """Leave the instances below one that the command could not reach to a job."""
    job = NewJob(
        id=new_id(),
        tenant_id=top.tenant_id,
        root_instance_id=top.root_instance_id,
        process_instance_id=top.id,
        definition_id=top.definition_id,
        definition_key=top.definition_key,
        visit=None,
        activity_id="",
        kind=REACH_CALLED,
        due_at=now,
        created_at=now,
        payload={"verb": verb.value, "reason": reason},
    )
    jobs.add_jobs([job])
    running.wake_after_commit()


def set_running(top: LockedInstance, doing: step.Doing, *, runs: bool) -> None:
    """Let a locked instance and all that it calls run or rest; changes nothing where it does."""
    wanted = InstanceState.ACTIVE if runs else InstanceState.SUSPENDED
    if top.state is wanted:
        return
    below = lock_below([top.instance.id])
    header = LockedHeader(instance=top.instance, state=top.state, revision=top.revision)
    others = [found for found in (header, *below.headers) if found.state is not wanted]
    (resume if runs else suspend)(others, doing)
    if not below.is_all:
        reach_rest(top.instance, Reach.RESUME if runs else Reach.SUSPEND, now=doing.now)


def suspend(headers: Sequence[LockedHeader], doing: step.Doing) -> None:
    """Stop the tokens of instances that are locked, with all that would move them."""
    ids = [header.instance.id for header in headers]
    user_tasks.suspend_user_tasks(ids)
    jobs.suspend_jobs(ids, unbroken_kinds=[JobKind.SERVICE_CALL.value])
    messages.suspend_subscriptions(ids)
    _set_state(headers, InstanceState.SUSPENDED, doing, told="process_instance_suspended")


def resume(headers: Sequence[LockedHeader], doing: step.Doing) -> None:
    """Let the tokens of instances that are locked move again."""
    ids = [header.instance.id for header in headers]
    user_tasks.resume_user_tasks(ids)
    jobs.resume_jobs(ids)
    messages.resume_subscriptions(ids)
    handing_over.add_jobs(kept.find_receivers_of(ids), now=doing.now)
    _set_state(headers, InstanceState.ACTIVE, doing, told="process_instance_resumed")
    running.wake_after_commit()


def _set_state(
    headers: Sequence[LockedHeader], state: InstanceState, doing: step.Doing, *, told: str
) -> None:
    store.set_state([header.instance.id for header in headers], state=state)
    events = [
        step.history_event(
            header.instance, doing, revision=header.revision + 1, events=[{"type": told}]
        )
        for header in headers
    ]
    history.record(events)


def _lock_levels(level: list[LockedHeader]) -> Below:
    found = list(level)
    while level and len(found) <= MOST_AT_ONCE:
        # A new statement for each level, so that it shows what was committed meanwhile.
        ids = [header.instance.id for header in level]
        level = store.lock_children(ids, limit=MOST_AT_ONCE + 1 - len(found))
        found += level
    return Below(headers=found[:MOST_AT_ONCE], is_all=len(found) <= MOST_AT_ONCE)
