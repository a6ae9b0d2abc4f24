"""Commands that reach an instance and all that it calls: level by level, callers first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from bpm.core.engine.contracts import JobKind
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.jobs import services as jobs
from bpm.messages import services as messages
from bpm.runtime import step, store
from bpm.runtime.contracts import InstanceState
from bpm.runtime.rows import LockedHeader
from bpm.user_tasks import services as user_tasks

_CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Instances that one command cancels together; they are locked."""

    headers: Sequence[LockedHeader]
    doing: step.Doing
    reason: str | None

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

    def _story_of(self, visits: Sequence[int]) -> list[JsonObject]:
        ends: list[JsonObject] = [
            {"type": "activity_ended", "visit": Decimal(visit), "outcome": _CANCELLED}
            for visit in visits
        ]
        return [*ends, {"type": "process_instance_cancelled", "reason": self.reason}]


def lock_below(process_instance_ids: Sequence[UUID]) -> list[LockedHeader]:
    """Lock all live instances below others that this transaction has locked."""
    return _lock_levels(store.lock_children(process_instance_ids))


def lock_called(process_instance_id: UUID, visits: Sequence[int]) -> list[LockedHeader]:
    """Lock the live instances that some visits of a locked instance wait for, and all below."""
    wanted = set(visits)
    called = store.lock_children([process_instance_id])
    return _lock_levels([found for found in called if found.instance.calling_visit in wanted])


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
    _set_state(headers, InstanceState.ACTIVE, doing, told="process_instance_resumed")


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


def _lock_levels(level: list[LockedHeader]) -> list[LockedHeader]:
    found = list(level)
    while level:
        # A new statement for each level, so that it shows what was committed meanwhile.
        level = store.lock_children([header.instance.id for header in level])
        found += level
    return found
