"""Reads of definitions, deployments and drafts, limited to what the actor may see."""

from bpm.definitions.queries.bound_decisions import get_bound_decision, list_missing_decisions
from bpm.definitions.queries.bound_forms import (
    find_start_form,
    get_bound_form,
    get_form_by_id,
    list_field_labels,
    list_missing_forms,
    show_form,
)
from bpm.definitions.queries.called import get_called_executable
from bpm.definitions.queries.decisions import (
    decision_view,
    get_decision,
    get_decision_file,
    list_users_of_decision,
    search_decisions,
)
from bpm.definitions.queries.definitions import (
    definition_view,
    find_known_keys,
    get_definition,
    get_diagram,
    get_model,
    get_newest_definition,
    list_named_starters,
    require_key,
    search_definitions,
    search_startable,
)
from bpm.definitions.queries.deployments import (
    get_deployment,
    search_deployments,
)
from bpm.definitions.queries.drafts import (
    draft_view,
    get_draft,
    search_drafts,
)
from bpm.definitions.queries.executables import (
    get_executable,
    get_executable_by_id,
    may_start,
    require_may_start,
)
from bpm.definitions.queries.forms import (
    form_view,
    get_form,
    get_form_file,
    get_newest_form,
    list_users_of_form,
    search_forms,
)
from bpm.definitions.queries.going import get_going
from bpm.definitions.queries.library import search_library
from bpm.definitions.queries.searchable import (
    find_keys_with,
    find_searchable,
    find_secret,
    find_versions,
    list_searchable_variables,
)
from bpm.definitions.queries.starts import (
    find_condition,
    find_held_files,
    find_message_starts,
    find_starts,
    list_starts,
    one_for_each_event,
)
from bpm.definitions.queries.templates import list_templates
from bpm.definitions.queries.uses import get_uses
from bpm.definitions.queries.verify_starts import find_wrong_owners, list_start_timers

__all__ = [
    "decision_view",
    "definition_view",
    "draft_view",
    "find_condition",
    "find_held_files",
    "find_keys_with",
    "find_known_keys",
    "find_message_starts",
    "find_searchable",
    "find_secret",
    "find_start_form",
    "find_starts",
    "find_versions",
    "find_wrong_owners",
    "form_view",
    "get_bound_decision",
    "get_bound_form",
    "get_called_executable",
    "get_decision",
    "get_decision_file",
    "get_definition",
    "get_deployment",
    "get_diagram",
    "get_draft",
    "get_executable",
    "get_executable_by_id",
    "get_form",
    "get_form_by_id",
    "get_form_file",
    "get_going",
    "get_model",
    "get_newest_definition",
    "get_newest_form",
    "get_uses",
    "list_field_labels",
    "list_missing_decisions",
    "list_missing_forms",
    "list_named_starters",
    "list_searchable_variables",
    "list_start_timers",
    "list_starts",
    "list_templates",
    "list_users_of_decision",
    "list_users_of_form",
    "may_start",
    "one_for_each_event",
    "require_key",
    "require_may_start",
    "search_decisions",
    "search_definitions",
    "search_deployments",
    "search_drafts",
    "search_forms",
    "search_library",
    "search_startable",
    "show_form",
]
