"""Reading process instances: every list and every id goes through what the actor may see."""

from bpm.runtime.queries.deletion import DeletionView, preview_deletion
from bpm.runtime.queries.details import (
    get_path,
    get_variables,
    list_activity_instances,
    list_history,
)
from bpm.runtime.queries.files import get_file, open_file
from bpm.runtime.queries.forms import get_start_form, get_task_diagram, get_task_form
from bpm.runtime.queries.incident_groups import list_incident_groups
from bpm.runtime.queries.incidents import get_incident, search_incidents
from bpm.runtime.queries.instance_export import ExportFormat, export_process_instances
from bpm.runtime.queries.instances import (
    get_header,
    get_process_instance,
    list_called_instances,
    search_process_instances,
)
from bpm.runtime.queries.my_requests import (
    REMIND,
    find_request,
    find_tree,
    get_request,
    search_requests,
    why_not_withdraw,
)
from bpm.runtime.queries.sending_back import find_send_back_targets, list_send_back_targets
from bpm.runtime.queries.start_drafts import find_start_draft
from bpm.runtime.queries.statistics import (
    count_by_definition,
    count_live_instances,
    get_statistics,
)
from bpm.runtime.queries.variable_search import VariableSearch

__all__ = [
    "REMIND",
    "DeletionView",
    "ExportFormat",
    "VariableSearch",
    "count_by_definition",
    "count_live_instances",
    "export_process_instances",
    "find_request",
    "find_send_back_targets",
    "find_start_draft",
    "find_tree",
    "get_file",
    "get_header",
    "get_incident",
    "get_path",
    "get_process_instance",
    "get_request",
    "get_start_form",
    "get_statistics",
    "get_task_diagram",
    "get_task_form",
    "get_variables",
    "list_activity_instances",
    "list_called_instances",
    "list_history",
    "list_incident_groups",
    "list_send_back_targets",
    "open_file",
    "preview_deletion",
    "search_incidents",
    "search_process_instances",
    "search_requests",
    "why_not_withdraw",
]
