"""Reading what a person has typed to start a process."""

from uuid import UUID

from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import StartDraftView
from bpm.runtime.start_drafts import drafts_of, find_startable, start_draft_view


def find_start_draft(definition_id: UUID, *, actor: Actor) -> StartDraftView:
    """Return what the actor typed to start a process; empty where nothing was saved.

    Raises:
        ProcessDefinitionNotFoundError: There is none that the actor may see.
        PermissionMissingError: The actor may see it, not start it.
        FormNotFoundError: The form that it starts with is not there any more.
    """
    executable = find_startable(definition_id, actor)
    draft = drafts_of(actor, executable.key).first()
    return start_draft_view(draft, definitions.find_start_form(executable))
