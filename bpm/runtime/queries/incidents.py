"""Incidents: read by those who may read all of their instance."""

from uuid import UUID

from django.db.models import QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort
from bpm.core.engine.contracts import IncidentKind
from bpm.definitions import queries as definitions
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.runtime.contracts import IncidentView
from bpm.runtime.errors import IncidentNotFoundError
from bpm.runtime.models import Incident

FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID, is_sortable=True),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID),
    "definition_id": Field(path="definition_id", kind=FieldKind.ID),
    "definition_key": Field(path="definition_key", is_sortable=True),
    "business_key": Field(path="business_key", is_nullable=True),
    "activity_id": Field(path="activity_id", is_sortable=True),
    "kind": Field(path="kind", choices=tuple(IncidentKind)),
    "fingerprint": Field(path="fingerprint"),
    "message": Field(path="message"),
    "job_id": Field(path="job_id", kind=FieldKind.ID, is_nullable=True),
    "owner": Field(path="owner", is_nullable=True),
    "created_at": Field(path="created_at", kind=FieldKind.TIME, is_sortable=True),
    "resolved_at": Field(
        path="resolved_at", kind=FieldKind.TIME, is_sortable=True, is_nullable=True
    ),
}

# Ids grow with time, and open incidents are indexed by them.
_DEFAULT_SORT = (Sort(field="id", is_descending=True),)


def search_incidents(search: SearchRequest, *, actor: Actor) -> Page[IncidentView]:
    """Return a page of the incidents that the actor may see, newest first, resolved ones too.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        visible_incidents(actor), search, fields=FIELDS, default_sort=_DEFAULT_SORT, view=view_of
    )


def get_incident(incident_id: UUID, *, actor: Actor) -> IncidentView:
    """Return an incident.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
    """
    return view_of(get_incident_row(incident_id, actor=actor))


def get_incident_row(incident_id: UUID, *, actor: Actor) -> Incident:
    """Return an incident as it is stored, for this app only.

    Raises:
        IncidentNotFoundError: It does not exist, or is not the actor's to see.
    """
    row = visible_incidents(actor).filter(id=incident_id).first()
    if row is None:
        raise IncidentNotFoundError(f"There is no incident {incident_id} for you.")
    return row


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """Return the incidents that the actor may see, for this app only."""
    rows = Incident.objects.filter(tenant_id=actor.tenant_id)
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    return rows if keys is None else rows.filter(definition_key__in=sorted(keys))


def view_of(row: Incident) -> IncidentView:
    """Return an incident as it is answered."""
    executable = definitions.get_executable_by_id(row.definition_id)
    return IncidentView(
        id=row.id,
        kind=row.kind,
        process_instance_id=row.process_instance_id,
        definition_key=row.definition_key,
        definition_name=executable.name,
        business_key=row.business_key,
        activity_id=row.activity_id,
        activity_name=executable.name_of(row.activity_id),
        job_id=row.job_id,
        message=row.message,
        detail=row.detail,
        fingerprint=row.fingerprint,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
        owner=row.owner,
        note=row.note,
    )
