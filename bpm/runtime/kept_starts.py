"""Messages that were kept because no process began with them: they begin one that does by now."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bpm.base.indexing import indexable
from bpm.core.errors import UnauthenticatedError
from bpm.core.values import JsonObject
from bpm.definitions import queries as definitions
from bpm.definitions.start_types import Occurrence, Start
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import NewJob
from bpm.messages import kept
from bpm.messages.kept import KeptForStart
from bpm.runtime import beginning, starts
from bpm.runtime.contracts import MAX_BUSINESS_KEY_CHARACTERS


def begin_with_kept(tenant_id: UUID, keys: Collection[str], *, now: datetime) -> None:
    """Begin an instance with each message that is kept and begins one of these processes.

    Who sent it must be allowed to start that now, by what the message was sent with.

    Args:
        tenant_id: Whose processes.
        keys: Of processes that have been deployed, or may begin again.
        now: When.
    """
    found = definitions.one_for_each_event(definitions.find_message_starts(tenant_id, keys))
    able = [start for start in found if not start.is_suspended]
    if not able:
        return
    kept.share_names(tenant_id, {start.name for start in able})
    ordered = [job for start in able for job in _take(start, tenant_id, now=now)]
    if ordered:
        jobs.add_jobs(ordered)
        running.wake_after_commit()


def _take(start: Start, tenant_id: UUID, *, now: datetime) -> list[NewJob]:
    ordered: list[NewJob] = []
    key, activity_id = start.definition_key, start.activity_id
    for message in kept.find_for_start(
        tenant_id, start.name, definition_key=key, activity_id=activity_id
    ):
        sender = _sender_of(message)
        if sender is None or not beginning.may_begin(start, sender) or _has_cut_key(message):
            continue
        if kept.take(message.id):
            sent = _happened(message)
            ordered += starts.jobs_for([start], sent, tenant_id=tenant_id, now=now)
    return ordered


def _happened(message: KeptForStart) -> Occurrence:
    event: JsonObject = {
        "type": "message_received",
        "name": message.sent.name,
        "correlation_key": message.sent.correlation_key,
        "sent_by": message.sent.sent_by,
    }
    return Occurrence(
        event=event,
        variables=message.sent.variables,
        business_key=message.business_key,
        correlation_key=message.sent.correlation_key,
    )


def _has_cut_key(message: KeptForStart) -> bool:
    """Return whether its business key was too long for an instance, and is kept as a digest."""
    cut = len(indexable("x" * (MAX_BUSINESS_KEY_CHARACTERS + 1)))
    key = message.business_key or ""
    return len(key) == cut and "…" in key


def _sender_of(message: KeptForStart) -> Actor | None:
    if message.sender_id is None:
        return None
    try:
        sender = identity.actor_for_user(message.sender_id)
    except UnauthenticatedError:
        return None
    scopes = message.sender_scopes
    if scopes is None:
        return sender
    permissions = frozenset(found for found in sender.permissions if found.value in scopes)
    return replace(sender, permissions=permissions, is_admin=False, scopes=scopes)
