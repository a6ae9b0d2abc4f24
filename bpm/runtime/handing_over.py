"""Messages on their way to visits that wait for them: one job for each visit.

The job of a message for all carries it; that of a kept message finds what is kept for its visit.
"""

from collections.abc import Iterable
from datetime import datetime

from bpm.base.ids import new_id
from bpm.core.values import JsonObject, decode_variables, encode_variables
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import NewJob
from bpm.messages.contracts import Receiver, SentMessage
from bpm.runtime.job_kinds import HAND_OVER_MESSAGE


def add_jobs(
    receivers: Iterable[Receiver], *, now: datetime, sent: SentMessage | None = None
) -> None:
    """Write a job for each receiver of a message.

    Args:
        receivers: Visits that wait for it.
        now: When.
        sent: What they receive; None for the oldest that is kept for each.
    """
    payload: JsonObject = {}
    if sent is not None:
        variables, types = encode_variables(sent.variables)
        payload = {
            "name": sent.name,
            "correlation_key": sent.correlation_key,
            "sent_by": sent.sent_by,
            "variables": variables,
            "types": {**types},
        }
    added = [_job(receiver, payload, now) for receiver in receivers]
    if added:
        jobs.add_jobs(added)
        running.wake_after_commit()


def read_payload(payload: JsonObject) -> SentMessage | None:
    """Return the message that a job carries; None where it is to find one that is kept."""
    if not payload.get("name"):
        return None
    variables, types = payload["variables"], payload["types"]
    if not isinstance(variables, dict) or not isinstance(types, dict):
        raise TypeError("The payload of a message holds objects.")
    key = payload["correlation_key"]
    return SentMessage(
        name=str(payload["name"]),
        correlation_key=key if isinstance(key, str) else None,
        variables=decode_variables(variables, {name: str(kind) for name, kind in types.items()}),
        sent_by=str(payload["sent_by"]),
    )


def _job(receiver: Receiver, payload: JsonObject, now: datetime) -> NewJob:
    return NewJob(
        id=new_id(),
        tenant_id=receiver.tenant_id,
        root_instance_id=receiver.root_instance_id,
        process_instance_id=receiver.process_instance_id,
        definition_id=receiver.definition_id,
        definition_key=receiver.definition_key,
        visit=receiver.visit,
        activity_id=receiver.activity_id,
        kind=HAND_OVER_MESSAGE,
        due_at=now,
        created_at=now,
        payload=payload,
    )
