"""Kept messages as operators see them: which there are, and taking one away.

Whoever reads or operates instances of all processes sees all of them; others those that are for
processes of theirs, and those that they have sent.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, Permission
from bpm.messages.contracts import KeptMessageView
from bpm.messages.errors import (
    InvalidDiscardReasonError,
    KeptMessageDiscardedError,
    KeptMessageNotFoundError,
)
from bpm.messages.models import KeptMessage

_LONGEST_REASON = 2000
_FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID),
    "name": Field(path="name", is_sortable=True),
    "correlation_key": Field(path="correlation_key", is_nullable=True),
    "business_key": Field(path="business_key", is_nullable=True),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID, is_nullable=True),
    "definition_key": Field(path="definition_key", is_nullable=True),
    "activity_id": Field(path="activity_id", is_nullable=True),
    "sent_by": Field(path="sent_by"),
    "sent_at": Field(path="sent_at", kind=FieldKind.TIME, is_sortable=True),
    "expires_at": Field(path="expires_at", kind=FieldKind.TIME, is_sortable=True),
    "discarded_at": Field(path="discarded_at", kind=FieldKind.TIME, is_nullable=True),
}


def search_kept_messages(search: SearchRequest, *, actor: Actor) -> Page[KeptMessageView]:
    """Return a page of the messages that are kept, and of those that were discarded.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        _visible(actor, Permission.READ_INSTANCES),
        search,
        fields=_FIELDS,
        default_sort=(Sort(field="sent_at"),),
        view=_view_of,
    )


@command
def discard_kept_message(
    message_id: UUID, *, reason: str, actor: Actor, request_key: RequestKey | None = None
) -> KeptMessageView:
    """Take a message away, so that nobody receives it; who has done so and why is told.

    Args:
        message_id: Which one.
        reason: Why; plain text.
        actor: Who does it.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        KeptMessageNotFoundError: It does not exist any more, or is not the actor's to see.
        KeptMessageDiscardedError: Somebody else was faster.
        PermissionMissingError: The actor may see it, not discard it.
        InvalidDiscardReasonError: The reason is missing or too long.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= _LONGEST_REASON or not reason.replace("\n", "").isprintable():
        detail = f"Give a reason of 1 to {_LONGEST_REASON} visible characters and line breaks."
        problem = Problem(code=InvalidDiscardReasonError.code, detail=detail, pointer="/reason")
        raise InvalidDiscardReasonError(detail, problems=[problem])
    return answer_once(
        request_key,
        view=KeptMessageView,
        status=200,
        run=lambda: _discard(message_id, reason, actor),
    )


def _discard(message_id: UUID, reason: str, actor: Actor) -> KeptMessageView:
    row = _visible(actor, Permission.READ_INSTANCES).filter(pk=message_id).first()
    if row is None:
        raise KeptMessageNotFoundError("Somebody has received it, or its time is over.")
    if not _visible(actor, Permission.OPERATE_INSTANCES).filter(pk=message_id).exists():
        identity_services.require(actor, Permission.OPERATE_INSTANCES, row.definition_key)
    still = KeptMessage.objects.filter(pk=message_id)
    changed = still.filter(discarded_at=None).update(
        discarded_at=clock.now(), discarded_by=actor.username, discard_reason=reason
    )
    now = still.first()
    if now is None:
        raise KeptMessageNotFoundError("Somebody has received it, or its time is over.")
    if not changed:
        raise KeptMessageDiscardedError(f"{now.discarded_by} has discarded it.")
    return _view_of(now)


def _visible(actor: Actor, permission: Permission) -> QuerySet[KeptMessage]:
    rows = KeptMessage.objects.filter(tenant_id=actor.tenant_id, expires_at__gt=clock.now())
    keys = identity.allowed_keys(actor, permission)
    if keys is None:
        return rows
    own = Q() if actor.id is None else Q(sender_id=actor.id)
    return rows.filter(own | Q(definition_key__in=sorted(keys)))


def _view_of(row: KeptMessage) -> KeptMessageView:
    return KeptMessageView(
        id=row.id,
        name=row.name,
        correlation_key=row.correlation_key,
        business_key=row.business_key,
        process_instance_id=row.process_instance_id,
        definition_key=row.definition_key,
        activity_id=row.activity_id,
        sent_by=row.sent_by,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        discarded_at=row.discarded_at,
        discarded_by=row.discarded_by,
        discard_reason=row.discard_reason,
    )
