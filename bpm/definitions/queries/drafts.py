"""Reads of drafts."""

from collections.abc import Mapping
from uuid import UUID

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, SearchRequest, Sort
from bpm.definitions.contracts import DraftKind, DraftView
from bpm.definitions.errors import DraftNotFoundError
from bpm.definitions.models import Draft
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission

_DRAFT_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "kind": Field(path="kind", choices=tuple(DraftKind)),
    "name": Field(path="name", is_sortable=True),
    "key": Field(path="key", is_sortable=True),
    "updated_at": Field(path="updated_at", kind=FieldKind.TIME, is_sortable=True),
    "updated_by": Field(path="updated_by"),
}


def search_drafts(actor: Actor, search: SearchRequest) -> Page[DraftView]:
    """Return the drafts of the tenant without their contents, those changed last first.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return find_page(
        Draft.objects.filter(tenant_id=actor.tenant_id).defer("content", "original"),
        search,
        fields=_DRAFT_FIELDS,
        default_sort=[Sort(field="updated_at", is_descending=True)],
        view=lambda row: draft_view(row, content=None),
    )


def get_draft(actor: Actor, draft_id: UUID) -> DraftView:
    """Return one draft with its content.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        DraftNotFoundError: The tenant has none of this id.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    found = Draft.objects.filter(tenant_id=actor.tenant_id, pk=draft_id)
    row = found.defer("original").first()
    if row is None:
        raise DraftNotFoundError
    return draft_view(row, content=row.content)


def draft_view(row: Draft, *, content: str | None) -> DraftView:
    """Return a draft as others read it."""
    return DraftView(
        id=row.pk,
        kind=DraftKind(row.kind),
        name=row.name,
        key=row.key,
        content=content,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        revision=row.revision,
    )
