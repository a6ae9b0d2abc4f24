"""The variables of the scopes below an instance's own."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from django.db import connection

from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.identity.contracts import Actor
from bpm.runtime import reading
from bpm.runtime.masking import show_variables
from bpm.runtime.models import ActivityInstance
from bpm.runtime.queries.details import require_history
from bpm.runtime.scope_views import LocalScopesView, LocalScopeView
from bpm.runtime.variables import LoadedScope

_MOST: Final = 500
_FIRST: Final = """
SELECT scope, variables, variable_types, large_variables FROM scope_variables
WHERE process_instance_id = %s ORDER BY scope LIMIT %s
"""


def list_local_scopes(process_instance_id: UUID, *, actor: Actor) -> LocalScopesView:
    """Return the variables of an instance's live sub-processes, steps and rounds of loops.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        DetailsHiddenError: The actor may see the instance, not its history.
    """
    header = require_history(process_instance_id, actor)
    scopes = _read_first(process_instance_id)
    shown = dict(list(scopes.items())[:_MOST])
    executable = definitions.get_executable_by_id(header.definition_id)
    visits = _find_visits(process_instance_id, shown)
    items = (
        _view_of(visits[scope], loaded, visits, executable)
        for scope, loaded in shown.items()
        # One that ends while this is read has no visit that lasts.
        if scope in visits
    )
    return LocalScopesView(items=tuple(items), is_cut=len(scopes) > _MOST)


def _read_first(process_instance_id: UUID) -> dict[int, LoadedScope]:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [process_instance_id, _MOST + 1])
        texts = {scope: (values, types, large) for scope, values, types, large in cursor.fetchall()}
    return reading.decode_scopes(process_instance_id, texts)


def _find_visits(process_instance_id: UUID, scopes: Iterable[int]) -> dict[int, ActivityInstance]:
    """Return the visits that own scopes, and those around them, by number."""
    found: dict[int, ActivityInstance] = {}
    wanted = set(scopes)
    while wanted:
        rows = ActivityInstance.objects.filter(
            process_instance_id=process_instance_id, visit__in=wanted
        )
        found |= {row.visit: row for row in rows}
        wanted = {row.scope for row in rows if row.scope} - found.keys()
    return found


def _view_of(
    visit: ActivityInstance,
    loaded: LoadedScope,
    visits: Mapping[int, ActivityInstance],
    executable: Executable,
) -> LocalScopeView:
    shown = show_variables(loaded.values, executable.secret_variables)
    around = visits.get(visit.scope)
    return LocalScopeView(
        activity_instance_id=visit.id,
        activity_id=visit.activity_id,
        activity_name=executable.process.activity_names.get(visit.activity_id),
        activity_type=visit.activity_type,
        loop_index=visit.loop_index,
        parent_id=None if around is None else around.id,
        variables=shown.variables,
        variable_types=shown.variable_types,
        secret_variables=shown.secret_variables,
    )
