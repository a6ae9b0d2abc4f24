"""Incidents: read by those who may read all of their instance."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from bpm.base.pages import Page, PageInfo, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort, filter_condition
from bpm.definitions import queries as definitions
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.runtime.contracts import IncidentGroupView, IncidentView
from bpm.runtime.errors import IncidentNotFoundError
from bpm.runtime.models import Incident

_FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID),
    "definition_id": Field(path="definition_id", kind=FieldKind.ID),
    "definition_key": Field(path="definition_key", is_sortable=True),
    "business_key": Field(path="business_key", is_nullable=True),
    "activity_id": Field(path="activity_id", is_sortable=True),
    "kind": Field(path="kind"),
    "fingerprint": Field(path="fingerprint"),
    "message": Field(path="message"),
    "job_id": Field(path="job_id", kind=FieldKind.ID, is_nullable=True),
    "owner": Field(path="owner", is_nullable=True),
    "created_at": Field(path="created_at", kind=FieldKind.TIME, is_sortable=True),
    "resolved_at": Field(
        path="resolved_at", kind=FieldKind.TIME, is_sortable=True, is_nullable=True
    ),
}

_DEFAULT_SORT = (Sort(field="created_at", is_descending=True),)


def search_incidents(search: SearchRequest, *, actor: Actor) -> Page[IncidentView]:
    """Return a page of the incidents that the actor may see, newest first, resolved ones too.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        _visible(actor), search, fields=_FIELDS, default_sort=_DEFAULT_SORT, view=_view_of
    )


def list_incident_groups(search: SearchRequest, *, actor: Actor) -> Page[IncidentGroupView]:
    """Return the open incidents that the actor may see by fingerprint, largest group first.

    Raises:
        InvalidSearchError: The filter names a field that incidents do not have.
    """
    open_ones = _visible(actor).filter(filter_condition(search, _FIELDS), resolved_at__isnull=True)
    groups = (
        open_ones.order_by()
        .values("fingerprint")
        .annotate(count=Count("id"), first_at=Min("created_at"), last_at=Max("created_at"))
        .order_by("-count", "fingerprint")
    )
    found = list(groups[: search.limit])
    total = groups.count() if search.include_total else None
    newest = open_ones.filter(fingerprint__in=[group["fingerprint"] for group in found])
    samples = {
        row.fingerprint: _view_of(row)
        for row in newest.order_by("fingerprint", "-id").distinct("fingerprint")
    }
    items = tuple(
        _group_of(
            samples[group["fingerprint"]],
            count=group["count"],
            first_at=group["first_at"],
            last_at=group["last_at"],
        )
        for group in found
        if group["fingerprint"] in samples
    )
    return Page(items=items, page=PageInfo(total=total))


def list_open_incidents(fingerprint: str, *, limit: int, actor: Actor) -> Sequence[Incident]:
    """Return the oldest open incidents of a group, for this app only."""
    rows = _visible(actor).filter(fingerprint=fingerprint, resolved_at__isnull=True)
    return list(rows.order_by("id")[:limit])


def count_open_incidents(fingerprint: str, *, actor: Actor) -> int:
    """Return how many open incidents of a group the actor may see."""
    return _visible(actor).filter(fingerprint=fingerprint, resolved_at__isnull=True).count()


def get_incident(incident_id: UUID, *, actor: Actor) -> IncidentView:
    """Return an incident.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
    """
    return _view_of(get_incident_row(incident_id, actor=actor))


def get_incident_row(incident_id: UUID, *, actor: Actor) -> Incident:
    """Return an incident as it is stored, for this app only.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
    """
    row = _visible(actor).filter(id=incident_id).first()
    if row is None:
        raise IncidentNotFoundError(f"There is no incident {incident_id} for you.")
    return row


def _visible(actor: Actor) -> QuerySet[Incident]:
    rows = Incident.objects.filter(tenant_id=actor.tenant_id)
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    return rows if keys is None else rows.filter(definition_key__in=sorted(keys))


def _group_of(
    sample: IncidentView, *, count: int, first_at: datetime, last_at: datetime
) -> IncidentGroupView:
    return IncidentGroupView(
        fingerprint=sample.fingerprint,
        count=count,
        first_at=first_at,
        last_at=last_at,
        kind=sample.kind,
        definition_key=sample.definition_key,
        definition_name=sample.definition_name,
        activity_id=sample.activity_id,
        activity_name=sample.activity_name,
        sample=sample,
    )


def _view_of(row: Incident) -> IncidentView:
    executable = definitions.get_executable_by_id(row.definition_id)
    return IncidentView(
        id=row.id,
        kind=row.kind,
        process_instance_id=row.process_instance_id,
        definition_key=row.definition_key,
        definition_name=executable.name,
        business_key=row.business_key,
        activity_id=row.activity_id,
        activity_name=executable.process.activity_names.get(row.activity_id),
        job_id=row.job_id,
        message=row.message,
        detail=row.detail,
        fingerprint=row.fingerprint,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
        owner=row.owner,
        note=row.note,
    )
