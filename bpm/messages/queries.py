"""Reading what is waited for."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from bpm.base.indexing import indexable
from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort
from bpm.definitions import queries as definitions
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.messages.contracts import (
    LiveSubscription,
    Match,
    Message,
    Receiver,
    SubscriptionView,
)
from bpm.messages.models import EventSubscription

_MESSAGE = "message"
_SIGNAL = "signal"
_FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID),
    "kind": Field(path="kind"),
    "name": Field(path="name", is_sortable=True),
    "correlation_key": Field(path="correlation_key", is_nullable=True),
    "business_key": Field(path="business_key", is_nullable=True),
    "suspended": Field(path="suspended", kind=FieldKind.FLAG),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID),
    "definition_id": Field(path="definition_id", kind=FieldKind.ID),
    "definition_key": Field(path="definition_key", is_sortable=True),
    "activity_id": Field(path="activity_id"),
    "created_at": Field(path="created_at", kind=FieldKind.TIME, is_sortable=True),
}


def search_subscriptions(search: SearchRequest, *, actor: Actor) -> Page[SubscriptionView]:
    """Return a page of what instances of processes wait for that the actor may read.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        _visible(actor, Permission.READ_INSTANCES),
        search,
        fields=_FIELDS,
        default_sort=(Sort(field="created_at"),),
        view=_view_of,
    )


def find_matches(message: Message, *, limit: int | None, actor: Actor) -> Sequence[Match]:
    """Return subscriptions that a message fits, of processes whose instances the actor operates.

    A subscription with a key takes only messages with that key, unless its instance is named
    itself; one without a key takes only messages without one.

    Args:
        message: As it was sent.
        limit: Matches at most; two tell already that it is not one. None for all of them.
        actor: Who sends it.
    """
    rows = _visible(actor, Permission.OPERATE_INSTANCES)
    rows = rows.filter(kind=_MESSAGE, name=indexable(message.name))
    if message.process_instance_id is not None:
        rows = rows.filter(process_instance_id=message.process_instance_id)
    if message.business_key is not None:
        rows = rows.filter(business_key=message.business_key)
    if message.definition_key is not None:
        rows = rows.filter(definition_key=message.definition_key)
    if message.activity_id is not None:
        rows = rows.filter(activity_id=message.activity_id)
    if message.correlation_key is not None:
        rows = rows.filter(correlation_key=indexable(message.correlation_key))
    elif message.process_instance_id is None:
        rows = rows.filter(correlation_key__isnull=True)
    return [
        Match(
            id=row.id,
            root_instance_id=row.root_instance_id,
            process_instance_id=row.process_instance_id,
            definition_id=row.definition_id,
            definition_key=row.definition_key,
            business_key=row.business_key,
            visit=row.visit,
            activity_id=row.activity_id,
            suspended=row.suspended,
        )
        # Those that can take it first, so that a suspended one hides none of them.
        for row in rows.order_by("suspended", "id")[:limit]
    ]


def find_signal_receivers(
    name: str, *, tenant_id: UUID, actor: Actor | None = None
) -> Sequence[Receiver]:
    """Return the visits of a tenant that wait for a signal and are not suspended.

    Args:
        name: Of the signal.
        tenant_id: Whose instances.
        actor: Only of processes whose instances this one operates; None for all of them.
    """
    rows = EventSubscription.objects.filter(tenant_id=tenant_id)
    if actor is not None:
        rows = _visible(actor, Permission.OPERATE_INSTANCES)
    rows = rows.filter(kind=_SIGNAL, name=indexable(name), suspended=False)
    return [
        Receiver(
            tenant_id=row.tenant_id,
            root_instance_id=row.root_instance_id,
            process_instance_id=row.process_instance_id,
            definition_id=row.definition_id,
            definition_key=row.definition_key,
            visit=row.visit,
            activity_id=row.activity_id,
        )
        for row in rows.order_by("id")
    ]


def is_awaited(name: str, *, actor: Actor) -> bool:
    """Return whether anybody waits for messages of this name, whatever their keys."""
    rows = _visible(actor, Permission.OPERATE_INSTANCES)
    return rows.filter(kind=_MESSAGE, name=indexable(name)).exists()


def list_subscriptions(process_instance_ids: Iterable[UUID]) -> Sequence[LiveSubscription]:
    """Return the subscriptions of these instances, whoever may see them."""
    rows = EventSubscription.objects.filter(process_instance_id__in=list(process_instance_ids))
    return [
        LiveSubscription(
            id=row.id,
            process_instance_id=row.process_instance_id,
            visit=row.visit,
            activity_id=row.activity_id,
            suspended=row.suspended,
        )
        for row in rows
    ]


def find_homeless_subscriptions(known: Subquery) -> Sequence[UUID]:
    """Return the instances that subscriptions name and that do not exist.

    Args:
        known: Ids of all instances.
    """
    homeless = EventSubscription.objects.filter(~Q(process_instance_id__in=known))
    return list(homeless.values_list("process_instance_id", flat=True).distinct())


def _visible(actor: Actor, permission: Permission) -> QuerySet[EventSubscription]:
    rows = EventSubscription.objects.filter(tenant_id=actor.tenant_id)
    keys = identity.allowed_keys(actor, permission)
    return rows if keys is None else rows.filter(definition_key__in=sorted(keys))


def _view_of(row: EventSubscription) -> SubscriptionView:
    executable = definitions.get_executable_by_id(row.definition_id)
    return SubscriptionView(
        id=row.id,
        kind=row.kind,
        name=row.name,
        correlation_key=row.correlation_key,
        business_key=row.business_key,
        suspended=row.suspended,
        process_instance_id=row.process_instance_id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        definition_name=executable.name,
        activity_id=row.activity_id,
        activity_name=executable.process.activity_names.get(row.activity_id),
        created_at=row.created_at,
    )
