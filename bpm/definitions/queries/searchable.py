"""Which variables definitions declare searchable.

Deleted versions count, because instances of theirs can still be found.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from bpm.base.ids import parse_id
from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import (
    SearchableIn,
    SearchableVariablesView,
    SearchableVariableView,
)
from bpm.definitions.models import ProcessDefinition
from bpm.identity.contracts import Actor


def find_searchable(actor: Actor, name: str) -> tuple[SearchableIn, ...]:
    """Return the versions, of all processes, that declare a variable searchable."""
    rows = ProcessDefinition.objects.filter(
        tenant_id=actor.tenant_id, searchable_variables__has_key=name
    )
    return tuple(
        SearchableIn(definition_id=id_, type=declared[name])
        for id_, declared in rows.values_list("pk", "searchable_variables")
    )


def list_searchable_variables(*, actor: Actor) -> SearchableVariablesView:
    """Return what people of this tenant can search by, with the types that models give."""
    rows = ProcessDefinition.objects.filter(tenant_id=actor.tenant_id)
    found: dict[str, set[str]] = defaultdict(set)
    declared = rows.exclude(searchable_variables={}).values_list("searchable_variables", flat=True)
    for variables in declared.distinct():
        for name, kind in variables.items():
            found[name] |= set() if kind is None else {kind}
    return SearchableVariablesView(
        items=tuple(
            SearchableVariableView(name=name, types=tuple(sorted(found[name])))
            for name in sorted(found)
        )
    )


def find_versions(
    actor: Actor,
    *,
    key: str | None = None,
    version: int | None = None,
    definition_id: str | None = None,
) -> frozenset[UUID]:
    """Return all versions of a process or this one, or the one of this id; empty where none is."""
    rows = ProcessDefinition.objects.filter(tenant_id=actor.tenant_id)
    if definition_id is None:
        rows = rows if version is None else rows.filter(version=version)
        return frozenset(rows.filter(key=key).values_list("pk", flat=True))
    parsed = parse_id(definition_id)
    if parsed is None:
        return frozenset()
    return frozenset(rows.filter(pk=parsed).values_list("pk", flat=True))


def find_secret(versions: Collection[UUID], name: str) -> frozenset[UUID]:
    """Return those of these versions that declare a variable secret."""
    return frozenset(id_ for id_ in versions if name in load_executable(id_).secret_variables)


def find_keys_with(actor: Actor, text: str) -> frozenset[str]:
    """Return the keys of processes, deleted ones too, that hold a text somewhere."""
    rows = ProcessDefinition.objects.filter(tenant_id=actor.tenant_id, key__icontains=text)
    return frozenset(rows.values_list("key", flat=True).distinct())
