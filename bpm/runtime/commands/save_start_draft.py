"""Keep what a person has typed to start a process, until it is started."""

from uuid import UUID

from django.db import connection

from bpm.base import clock
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.core.values import check_limits, decode_variables
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import (
    MAX_BUSINESS_KEY_CHARACTERS,
    NewStartDraft,
    StartDraftView,
)
from bpm.runtime.errors import InvalidStartError, StartDraftChangedError
from bpm.runtime.limits import variable_limits
from bpm.runtime.models import StartDraft
from bpm.runtime.start_drafts import drafts_of, find_startable, start_draft_view
from bpm.user_tasks.errors import FormChangedError


@command
def save_start_draft(definition_id: UUID, *, actor: Actor, draft: NewStartDraft) -> StartDraftView:
    """Keep what the actor has typed; a later draft takes the place of an earlier one.

    Raises:
        ProcessDefinitionNotFoundError: There is none that the actor may see.
        PermissionMissingError: The actor may see it, not start it.
        FormNotFoundError: The form that it starts with is not there any more.
        FormChangedError: It starts with another form than the one that was typed into.
        StartDraftChangedError: The draft has another revision than expected.
        InvalidStartError: The business key is too long.
        InvalidValueError: A value does not fit its type.
    """
    executable = find_startable(definition_id, actor)
    bound = definitions.find_start_form(executable)
    _check(draft)
    if draft.form_id is not None and draft.form_id != (None if bound is None else bound.id):
        raise FormChangedError("Read the start form again; what you typed is yours.")
    _lock(actor, executable.key)
    present = drafts_of(actor, executable.key).first()
    revision = 0 if present is None else present.revision
    if draft.expected_revision not in {None, revision}:
        raise StartDraftChangedError(f"The draft has revision {revision}; read it again.")
    row = StartDraft(
        tenant_id=actor.tenant_id,
        definition_key=executable.key,
        username=actor.username,
        business_key=draft.business_key,
        variables=draft.variables,
        variable_types=dict(draft.variable_types),
        form_id=None if bound is None else bound.id,
        form_version=None if bound is None else bound.version,
        revision=revision + 1,
        updated_at=clock.now(),
    )
    row.save(force_insert=present is None, force_update=present is not None)
    return start_draft_view(row, bound)


def _check(draft: NewStartDraft) -> None:
    check_limits(decode_variables(draft.variables, draft.variable_types), limits=variable_limits())
    if len(draft.business_key) > MAX_BUSINESS_KEY_CHARACTERS:
        detail = f"Give at most {MAX_BUSINESS_KEY_CHARACTERS} characters."
        problem = Problem(code=InvalidStartError.code, pointer="/business_key", detail=detail)
        raise InvalidStartError(detail, problems=[problem])


def _lock(actor: Actor, definition_key: str) -> None:
    """Let two devices of one person save one after the other, also the first time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))",
            [f"{actor.tenant_id}:{actor.username}:{definition_key}"],
        )
