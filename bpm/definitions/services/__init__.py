"""Writes of deployments, versions and drafts; deploying itself is a command of the runtime."""

from bpm.definitions.services.definitions import set_definition_state
from bpm.definitions.services.deployments import (
    lock_deployment,
    mark_deleted,
    store_deployment,
    suspend_versions,
)
from bpm.definitions.services.drafts import (
    check_draft,
    create_draft,
    delete_draft,
    draft_changed,
    save_draft,
)
from bpm.definitions.services.importing import convert_model, import_model, read_original
from bpm.definitions.services.library import move_entries, move_folder
from bpm.definitions.services.occurrences import gather
from bpm.definitions.services.starts import fire_start, lock_starts, settle_starts
from bpm.definitions.services.texts import index_models
from bpm.definitions.services.timers import preview_timer
from bpm.definitions.services.trying import FormTrial, try_form

__all__ = [
    "FormTrial",
    "check_draft",
    "convert_model",
    "create_draft",
    "delete_draft",
    "draft_changed",
    "fire_start",
    "gather",
    "import_model",
    "index_models",
    "lock_deployment",
    "lock_starts",
    "mark_deleted",
    "move_entries",
    "move_folder",
    "preview_timer",
    "read_original",
    "save_draft",
    "set_definition_state",
    "settle_starts",
    "store_deployment",
    "suspend_versions",
    "try_form",
]
