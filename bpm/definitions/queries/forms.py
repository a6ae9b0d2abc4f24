"""Reads of forms, limited to what the actor may see."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, SearchRequest, Sort
from bpm.core.values import JsonValue
from bpm.definitions.contracts import (
    FormDefinitionView,
    FormState,
    ResourceContent,
)
from bpm.definitions.errors import FormNotFoundError
from bpm.definitions.models import FormDefinition
from bpm.definitions.queries.definitions import newest_only, visible_definitions
from bpm.definitions.queries.uses import find_users, shown_forms
from bpm.definitions.use_types import ProcessUserView
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission

_AUTHORS = frozenset({Permission.DEPLOY, Permission.EDIT_DRAFTS})


def visible_forms(actor: Actor) -> QuerySet[FormDefinition]:
    """Return the forms that an actor may read: as an author, or as a reader of all definitions.

    Who only works on tasks reads a form with its task.
    """
    rows: QuerySet[FormDefinition] = FormDefinition.objects.filter(
        tenant_id=actor.tenant_id, state=FormState.ACTIVE.value
    )
    reads_all = identity.allowed_keys(actor, Permission.READ_DEFINITIONS) is None
    if reads_all or _AUTHORS & actor.permissions:
        return rows
    return rows.none()


def newest_forms(actor: Actor) -> QuerySet[FormDefinition]:
    """Return the newest version of each form that an actor may read."""
    return visible_forms(actor).filter(_is_newest())


def _newest_only(value: JsonValue, pointer: str) -> Q:
    return newest_only(value, pointer, _is_newest())


def _is_newest() -> Q:
    newer = FormDefinition.objects.filter(
        tenant_id=OuterRef("tenant_id"),
        key=OuterRef("key"),
        version__gt=OuterRef("version"),
        state=FormState.ACTIVE.value,
    )
    return ~Q(Exists(newer))


_FORM_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "key": Field(path="key", is_sortable=True),
    "name": Field(path="name", is_sortable=True),
    "version": Field(path="version", kind=FieldKind.INTEGER, is_sortable=True),
    "version_tag": Field(path="version_tag"),
    "deployment_id": Field(path="deployment_id", kind=FieldKind.ID),
    "deployed_at": Field(path="deployed_at", kind=FieldKind.TIME, is_sortable=True),
    "resource_name": Field(path="resource__name"),
    "is_newest": Field(condition=_newest_only),
}
_BY_KEY = (Sort(field="key"), Sort(field="version", is_descending=True))


def search_forms(actor: Actor, search: SearchRequest) -> Page[FormDefinitionView]:
    """Return forms that the actor may see, by key and newest first."""
    return find_page(
        visible_forms(actor).select_related("deployment", "resource"),
        search,
        fields=_FORM_FIELDS,
        default_sort=_BY_KEY,
        view=form_view,
    )


def get_form(actor: Actor, form_id: UUID) -> FormDefinitionView:
    """Return one form.

    Raises:
        FormNotFoundError: None that the actor may see.
    """
    return form_view(_find_form(actor, pk=form_id))


def get_newest_form(actor: Actor, key: str) -> FormDefinitionView:
    """Return the newest version of a form.

    Raises:
        FormNotFoundError: None that the actor may see.
    """
    return form_view(_find_form(actor, key=key))


def get_form_file(actor: Actor, form_id: UUID) -> ResourceContent:
    """Return the file that a form came in, byte for byte.

    Raises:
        FormNotFoundError: None that the actor may see.
    """
    found = _find_form(actor, pk=form_id)
    return ResourceContent(name=found.resource.name, content=bytes(found.resource.content))


def list_users_of_form(actor: Actor, form_id: UUID) -> Sequence[ProcessUserView]:
    """Return the newest version of each process that names the form and that the actor may see.

    Raises:
        FormNotFoundError: None that the actor may see.
    """
    key = _find_form(actor, pk=form_id).key
    rows = visible_definitions(actor).filter(form_keys__contains=[key])
    return tuple(find_users(rows, shown_forms, key))


def _find_form(actor: Actor, **lookup: object) -> FormDefinition:
    rows = visible_forms(actor).select_related("deployment", "resource").filter(**lookup)
    found = rows.order_by("-version").first()
    if found is None:
        raise FormNotFoundError
    return found


def form_view(row: FormDefinition) -> FormDefinitionView:
    """Return a form as others read it."""
    return FormDefinitionView(
        id=row.pk,
        key=row.key,
        version=row.version,
        version_tag=row.version_tag,
        name=row.name,
        state=FormState(row.state),
        deployed_at=row.deployed_at,
        deployed_by=row.deployment.deployed_by,
        note=row.deployment.note,
        deployment_id=row.deployment_id,
        resource_name=row.resource.name,
    )
