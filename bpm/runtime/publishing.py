"""Messages that models throw, on their way: one job for each, which waits for a receiver.

The job is written in the transaction that throws, so a message is sent once and only if that is
committed. It stands for itself: what becomes of its sender does not call it back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.engine.contracts import PublishMessage
from bpm.core.values import JsonObject, JsonValue, decode_variables, encode_variables
from bpm.jobs.contracts import LeasedJob, NewJob
from bpm.messages.contracts import Message
from bpm.runtime.effects import Rows
from bpm.runtime.job_kinds import PUBLISH_MESSAGE
from bpm.runtime.rows import Instance

_SOONEST = timedelta(seconds=1)
_LATEST = timedelta(minutes=5)
_SHARE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that a job is to hand over.

    Args:
        opens_conversation: Where nobody waits for its key, who waits for no key takes it.
        posted_at: When it was thrown.
        expires_at: Until when it waits for a receiver.
    """

    message: Message
    opens_conversation: bool
    posted_at: datetime
    expires_at: datetime


def plan_jobs(plans: Iterable[tuple[Instance, Rows]], *, now: datetime) -> Iterator[NewJob]:
    """Yield the jobs that send what instances have thrown."""
    for instance, rows in plans:
        for effect in rows.messages:
            for key, activity_id in effect.targets or ((None, None),):
                yield _job(instance, effect, key, activity_id, now)


def read_payload(job: LeasedJob) -> Posted:
    """Return the message that a job is to hand over."""
    payload = job.payload
    variables, types = payload["variables"], payload["types"]
    if not isinstance(variables, dict) or not isinstance(types, dict):
        raise TypeError("The payload of a message holds objects.")
    kinds = {name: str(kind) for name, kind in types.items()}
    posted_at = datetime.fromisoformat(str(payload["posted_at"]))
    lives = timedelta(seconds=int(str(payload["seconds_to_live"])))
    return Posted(
        message=Message(
            name=str(payload["name"]),
            correlation_key=_text(payload["correlation_key"]),
            business_key=_text(payload["business_key"]),
            definition_key=_text(payload["target_key"]),
            activity_id=_text(payload["target_activity_id"]),
            variables=decode_variables(variables, kinds),
        ),
        opens_conversation=payload["opens_conversation"] is True,
        posted_at=posted_at,
        expires_at=posted_at + lives,
    )


def next_look(posted: Posted, *, now: datetime) -> datetime:
    """Return when to look again for a receiver: the longer nobody has come, the later."""
    pause = min(max((now - posted.posted_at) / _SHARE, _SOONEST), _LATEST)
    return min(now + pause, max(posted.expires_at, now + _SOONEST))


def _job(
    instance: Instance,
    effect: PublishMessage,
    key: str | None,
    activity_id: str | None,
    now: datetime,
) -> NewJob:
    variables, types = encode_variables(effect.variables)
    payload: JsonObject = {
        "definition_id": str(instance.definition_id),
        "name": effect.name,
        "correlation_key": effect.correlation_key,
        "opens_conversation": effect.opens_conversation,
        "business_key": effect.business_key,
        "target_key": key,
        "target_activity_id": activity_id,
        "posted_at": now.isoformat(),
        "seconds_to_live": Decimal(effect.seconds_to_live),
        "sent_by": str(instance.id),
        "variables": variables,
        "types": {**types},
    }
    own_id: UUID = new_id()
    return NewJob(
        id=new_id(),
        tenant_id=instance.tenant_id,
        root_instance_id=own_id,
        process_instance_id=own_id,
        definition_id=instance.definition_id,
        definition_key=instance.definition_key,
        visit=None,
        activity_id=effect.activity_id,
        kind=PUBLISH_MESSAGE,
        due_at=now,
        created_at=now,
        payload=payload,
    )


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
