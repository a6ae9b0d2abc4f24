"""Remind those who have the user tasks of a request.

What is written is the history only; whoever tells people of it reads the events
``user_task_reminded`` there.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import RateLimit
from bpm.core.values import JsonObject
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.runtime import locking, queries
from bpm.runtime.contracts import RequestView
from bpm.runtime.errors import (
    AlreadyRemindedError,
    NobodyToRemindError,
    NotTheStarterError,
    PartOfARequestError,
)
from bpm.runtime.rows import Instance
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.holder_types import TaskHolder


@command
def remind_process_instance(
    process_instance_id: UUID,
    *,
    note: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> RequestView:
    """Remind everybody who has an open user task of a request or may take it; once in 24 hours.

    Args:
        process_instance_id: The request; what it calls counts too.
        note: What to say, at most 1,000 characters.
        actor: Who reminds.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        InvalidReasonError: The note is too long.
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        NotTheStarterError: Somebody else started it, and the actor does not operate its process.
        ProcessInstanceEndedError: It has ended.
        ProcessInstanceSuspendedError: It is suspended.
        PartOfARequestError: Another process instance has called it.
        AlreadyRemindedError: There was a reminder within the last 24 hours.
        NobodyToRemindError: It waits for no person.
    """
    history.check_reason(note)
    return answer_once(
        request_key,
        view=RequestView,
        status=200,
        run=lambda: _remind(process_instance_id, note, actor),
    )


def _remind(process_instance_id: UUID, note: str | None, actor: Actor) -> RequestView:
    header = queries.get_header(process_instance_id, actor=actor)
    operates = identity.has_permission(
        actor, Permission.OPERATE_INSTANCES, key=header.definition_key
    )
    if header.started_by != actor.username and not operates:
        raise NotTheStarterError("Ask who started it, or who operates the process.")
    # The lock decides between two who remind at once.
    instance = locking.lock_running(process_instance_id).instance
    if instance.parent_id is not None:
        raise PartOfARequestError("Remind of the process instance that has called it.")
    now = clock.now()
    _require_pause(queries.find_request(process_instance_id, now=now), now)
    holders = user_tasks.list_holders(queries.find_tree(process_instance_id))
    if not holders:
        raise NobodyToRemindError("It waits for a message, a time, a job or for an incident.")
    history.record(_tell(instance, holders, note, actor, now))
    return queries.find_request(process_instance_id, now=now)


def _require_pause(request: RequestView, now: datetime) -> None:
    if request.remind_again_at is None:
        return
    seconds = max(1, int((request.remind_again_at - now).total_seconds()))
    raise AlreadyRemindedError(
        f"Remind again after {request.remind_again_at:%Y-%m-%d %H:%M} UTC.",
        rate=RateLimit(limit=1, remaining=0, reset_seconds=seconds),
    )


def _tell(
    instance: Instance,
    holders: Sequence[TaskHolder],
    note: str | None,
    actor: Actor,
    now: datetime,
) -> list[NewHistoryEvent]:
    """Return a row for the request itself, and one for each called instance with open tasks."""
    told: dict[UUID, list[JsonObject]] = defaultdict(list)
    told[instance.id].append(
        {
            "type": "process_instance_reminded",
            "user_tasks": Decimal(len(holders)),
            "note": note,
        }
    )
    for holder in holders:
        users = [f"user:{name}" for name in holder.candidate_users]
        groups = [f"group:{name}" for name in holder.candidate_groups]
        told[holder.process_instance_id].append(
            {
                "type": "user_task_reminded",
                "user_task_id": str(holder.user_task_id),
                "activity_id": holder.activity_id,
                "assignee": holder.assignee,
                "candidates": [*users, *groups],
                "note": note,
            }
        )
    return [
        NewHistoryEvent(
            id=new_id(),
            tenant_id=instance.tenant_id,
            root_instance_id=instance.root_instance_id,
            process_instance_id=id_,
            at=now,
            actor_id=actor.id,
            actor=actor.username,
            command=queries.REMIND,
            revision=None,
            events=events,
        )
        for id_, events in told.items()
    ]
