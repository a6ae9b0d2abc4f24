"""What people have typed to start a process: how it is found, and what it refers to."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bpm.definitions import queries as definitions
from bpm.definitions.contracts import BoundForm, Executable
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import StartDraftView
from bpm.runtime.models import StartDraft

_DRAFTED = """
SELECT file.id FROM unnest(%s::uuid[]) AS file (id)
WHERE EXISTS (SELECT FROM start_draft WHERE variables::text LIKE '%%' || file.id || '%%')
"""


def find_startable(definition_id: UUID, actor: Actor) -> Executable:
    """Return a process that the actor may start.

    Raises:
        ProcessDefinitionNotFoundError: There is none that the actor may see.
        PermissionMissingError: The actor may see it, not start it.
    """
    definitions.get_definition(actor, definition_id)
    executable = definitions.get_executable_by_id(definition_id)
    definitions.require_may_start(actor, executable)
    return executable


def drafts_of(actor: Actor, definition_key: str) -> QuerySet[StartDraft]:
    """Return the one draft that a person may have for a process, if there is any."""
    return StartDraft.objects.filter(
        tenant_id=actor.tenant_id, definition_key=definition_key, username=actor.username
    )


def start_draft_view(draft: StartDraft | None, bound: BoundForm | None) -> StartDraftView:
    """Return a draft as its person reads it."""
    if draft is None:
        return StartDraftView(business_key="", variables={}, variable_types={}, updated_at=None)
    is_outdated = draft.form_id != (None if bound is None else bound.id)
    return StartDraftView(
        business_key=draft.business_key,
        variables=draft.variables,
        variable_types=draft.variable_types,
        updated_at=draft.updated_at,
        form_id=draft.form_id,
        form_version=draft.form_version,
        is_outdated=is_outdated,
        labels=definitions.list_field_labels(draft.form_id) if is_outdated else {},
        revision=draft.revision,
    )


def find_drafted_files(file_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of some files that a draft of a start names."""
    if not file_ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_DRAFTED, [sorted(file_ids)])
        return frozenset(id_ for (id_,) in cursor.fetchall())
