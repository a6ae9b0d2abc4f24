"""Reads of decisions, limited to what the actor may see."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
)

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, SearchRequest, Sort
from bpm.core.values import JsonValue
from bpm.definitions.contracts import ResourceContent
from bpm.definitions.decision_types import (
    DecisionDefinitionView,
    DecisionState,
)
from bpm.definitions.errors import DecisionNotFoundError
from bpm.definitions.models import DecisionDefinition
from bpm.definitions.queries.definitions import newest_only, visible_definitions
from bpm.definitions.queries.uses import asked_decisions, find_users
from bpm.definitions.use_types import ProcessUserView
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission

_AUTHORS = frozenset({Permission.DEPLOY, Permission.EDIT_DRAFTS})


def visible_decisions(actor: Actor) -> QuerySet[DecisionDefinition]:
    """Return the decisions that an actor may read: as an author, or reading all definitions."""
    rows: QuerySet[DecisionDefinition] = DecisionDefinition.objects.filter(
        tenant_id=actor.tenant_id, state=DecisionState.ACTIVE.value
    )
    reads_all = identity.allowed_keys(actor, Permission.READ_DEFINITIONS) is None
    if reads_all or _AUTHORS & actor.permissions:
        return rows
    return rows.none()


def newest_decisions(actor: Actor) -> QuerySet[DecisionDefinition]:
    """Return the newest version of each decision that an actor may read."""
    return visible_decisions(actor).filter(_is_newest())


def _newest_only(value: JsonValue, pointer: str) -> Q:
    return newest_only(value, pointer, _is_newest())


def _is_newest() -> Q:
    newer = DecisionDefinition.objects.filter(
        tenant_id=OuterRef("tenant_id"),
        key=OuterRef("key"),
        version__gt=OuterRef("version"),
        state=DecisionState.ACTIVE.value,
    )
    return ~Q(Exists(newer))


_DECISION_FIELDS: Mapping[str, Field] = {
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


def search_decisions(actor: Actor, search: SearchRequest) -> Page[DecisionDefinitionView]:
    """Return decisions that the actor may see, by key and newest first."""
    return find_page(
        visible_decisions(actor).select_related("deployment", "resource"),
        search,
        fields=_DECISION_FIELDS,
        default_sort=_BY_KEY,
        view=decision_view,
    )


def get_decision(actor: Actor, decision_id: UUID) -> DecisionDefinitionView:
    """Return one version of a decision.

    Raises:
        DecisionNotFoundError: None that the actor may see.
    """
    return decision_view(_find_decision(actor, decision_id))


def get_decision_file(actor: Actor, decision_id: UUID) -> ResourceContent:
    """Return the file that a decision came in, byte for byte.

    Raises:
        DecisionNotFoundError: None that the actor may see.
    """
    found = _find_decision(actor, decision_id)
    return ResourceContent(name=found.resource.name, content=bytes(found.resource.content))


def list_users_of_decision(actor: Actor, decision_id: UUID) -> Sequence[ProcessUserView]:
    """Return the newest version of each process that asks the decision and that the actor may see.

    Processes that work the id out by FEEL are not among them.

    Raises:
        DecisionNotFoundError: None that the actor may see.
    """
    key = _find_decision(actor, decision_id).key
    return tuple(find_users(visible_definitions(actor), asked_decisions, key))


def _find_decision(actor: Actor, decision_id: UUID) -> DecisionDefinition:
    rows = visible_decisions(actor).select_related("deployment", "resource")
    found = rows.filter(pk=decision_id).first()
    if found is None:
        raise DecisionNotFoundError
    return found


def decision_view(row: DecisionDefinition) -> DecisionDefinitionView:
    """Return a decision as others read it."""
    return DecisionDefinitionView(
        id=row.pk,
        key=row.key,
        version=row.version,
        version_tag=row.version_tag,
        name=row.name,
        state=DecisionState(row.state),
        deployed_at=row.deployed_at,
        deployed_by=row.deployment.deployed_by,
        note=row.deployment.note,
        deployment_id=row.deployment_id,
        resource_name=row.resource.name,
    )
