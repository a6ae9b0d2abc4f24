"""The rows of the authorisation matrix: every method of every address, and who may.

Read by ``tests.api.test_authorisation_matrix`` and by those that send every row otherwise.
"""

from dataclasses import dataclass, field

from tests.api.client import UNUSED_ID
from tests.builders import END, START, chain, model
from tests.unit.core.dmn.tables import decision, definitions, table

OPEN = "open"
"""Anybody of the tenant may; a stranger gets what his own tenant holds."""
HIDDEN = "hidden"
"""Who has no right does not learn that it exists: 404 for colleague and stranger."""
REFUSED = "refused"
"""A colleague without rights gets 403; a stranger, who has all rights in his tenant, 404."""
FORBIDDEN = "forbidden"
"""A colleague without rights gets 403; a stranger may do it to his own tenant."""
EMPTY = "empty"
"""A list: the colleague and the stranger find nothing in it."""


@dataclass(frozen=True)
class Row:
    """One method of one address.

    Args:
        address: As in the URL patterns, without ``/api/v1/``.
        rule: Which of the above holds.
        body: What to send.
        headers: What to send beside.
        file: Content of a file to send instead of ``body``.
    """

    method: str
    address: str
    rule: str
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    file: bytes | None = None


SEARCH: dict[str, object] = {}
TRIAL = {
    "content": definitions(decision(table(["-", "1"]), id_="x")).decode(),
    "decision_id": "x",
    "variables": {"x": 1},
}
DRAFT = {"name": "x", "content": ""}
FOREIGN = {"content": model("x", chain(START, END))}
DEPLOYMENT = {
    "name": "x",
    "resources": [{"name": "x.bpmn", "content": model("x", chain(START, END))}],
}
GRANT = {"permission": "process_definition.read", "user": "bob"}
MOVE = {"entries": [{"kind": "process", "key": "matrix"}], "folder": "Gone"}
IF_MATCH = {"If-Match": '"1"'}
ONE_COMMENT = "user-tasks/<str:user_task_id>/comments/<str:comment_id>"
SENT_BACK = {"activity_id": "work", "reason": "x"}
APPROVER = {"username": "bob", "reason": "x"}
VARIABLES = {"variables": {"amount": 1}}

START_DRAFT = "process-definitions/<str:definition_id>/start-form/draft"

ROWS = [
    Row("GET", "me", OPEN),
    Row("PATCH", "me", OPEN, {"language": "de"}),
    Row("GET", "tokens", OPEN),
    Row("POST", "tokens", OPEN, {"name": "x"}),
    Row("DELETE", "tokens/<str:token_id>", HIDDEN),
    Row("GET", "users", OPEN),
    Row("POST", "users", FORBIDDEN, {"username": "zoe", "password": "Correct-horse-7"}),
    Row("POST", "users/search", OPEN, SEARCH),
    Row("GET", "users/<str:username>", OPEN),
    Row("POST", "users/<str:username>/activate", REFUSED),
    Row("POST", "users/<str:username>/deactivate", REFUSED),
    Row("POST", "users/<str:username>/password", REFUSED, {"password": "Another-horse-8"}),
    Row("GET", "groups", OPEN),
    Row("POST", "groups", FORBIDDEN, {"name": "zoos"}),
    Row("POST", "groups/search", OPEN, SEARCH),
    Row("GET", "groups/<str:name>", OPEN),
    Row("GET", "groups/<str:name>/members", OPEN),
    Row("PUT", "groups/<str:name>/members/<str:username>", REFUSED),
    Row("DELETE", "groups/<str:name>/members/<str:username>", REFUSED),
    Row("GET", "groups/<str:name>/permissions", OPEN),
    Row("PUT", "groups/<str:name>/permissions", FORBIDDEN, {"permissions": []}),
    Row("GET", "connectors", FORBIDDEN),
    Row("POST", "timers/preview", FORBIDDEN, {"kind": "timeDate", "expression": "2030-05-01"}),
    Row("GET", "deployments", EMPTY),
    Row("POST", "deployments", FORBIDDEN, DEPLOYMENT),
    Row("POST", "deployments/search", EMPTY, SEARCH),
    Row("GET", "deployments/<str:deployment_id>", HIDDEN),
    Row("DELETE", "deployments/<str:deployment_id>", REFUSED),
    Row("GET", "deployments/<str:deployment_id>/deletion", REFUSED),
    Row("GET", "process-definitions", EMPTY),
    Row("POST", "process-definitions/search", EMPTY, SEARCH),
    Row("GET", "process-definitions/by-key/<str:key>", HIDDEN),
    Row("GET", "process-definitions/by-key/<str:key>/permissions", REFUSED),
    Row("POST", "process-definitions/by-key/<str:key>/permissions", REFUSED, GRANT),
    Row("DELETE", "process-definitions/by-key/<str:key>/permissions", REFUSED, GRANT),
    Row("GET", "process-definitions/<str:definition_id>", HIDDEN),
    Row("GET", "process-definitions/<str:definition_id>/xml", HIDDEN),
    Row("GET", "process-definitions/<str:definition_id>/start-form", HIDDEN),
    Row("GET", START_DRAFT, HIDDEN),
    Row("PUT", START_DRAFT, HIDDEN, {"variables": {}}),
    Row("DELETE", START_DRAFT, HIDDEN),
    Row("GET", "process-definitions/<str:definition_id>/starts", HIDDEN),
    Row("GET", "process-definitions/<str:definition_id>/statistics", HIDDEN),
    Row("GET", "process-definitions/<str:definition_id>/uses", HIDDEN),
    Row("POST", "process-definitions/<str:definition_id>/suspend", HIDDEN),
    Row("POST", "process-definitions/<str:definition_id>/resume", HIDDEN),
    Row("GET", "drafts", FORBIDDEN),
    Row("POST", "drafts", FORBIDDEN, DRAFT),
    Row("POST", "drafts/search", FORBIDDEN, SEARCH),
    Row("POST", "drafts/check", FORBIDDEN, {"content": ""}),
    Row("POST", "drafts/convert", FORBIDDEN, FOREIGN),
    Row("POST", "drafts/import", FORBIDDEN, {"name": "x", **FOREIGN}),
    Row("GET", "drafts/<str:draft_id>/original", REFUSED),
    Row("GET", "drafts/<str:draft_id>", REFUSED),
    Row("PUT", "drafts/<str:draft_id>", REFUSED, {"name": "y"}, IF_MATCH),
    Row("DELETE", "drafts/<str:draft_id>", REFUSED),
    Row("POST", "drafts/<str:draft_id>/deploy", REFUSED),
    Row("GET", "library", EMPTY),
    Row("POST", "library/search", EMPTY, SEARCH),
    Row("GET", "library/templates", FORBIDDEN),
    Row("POST", "library/move", REFUSED, MOVE),
    Row("POST", "library/folders/move", REFUSED, {"folder": "Kept", "target": "Gone"}),
    Row("GET", "decisions", EMPTY),
    Row("POST", "decisions/search", EMPTY, SEARCH),
    Row("GET", "decisions/<str:decision_id>", HIDDEN),
    Row("GET", "decisions/<str:decision_id>/model", HIDDEN),
    Row("GET", "decisions/<str:decision_id>/usage", HIDDEN),
    Row("POST", "decisions/evaluate", FORBIDDEN, TRIAL),
    Row("POST", "decisions/<str:key>/evaluate", REFUSED, {"variables": {"x": 1}}),
    Row("POST", "decisions/<str:key>/evaluate-batch", REFUSED, {"items": []}),
    Row("GET", "decision-evaluations", EMPTY),
    Row("POST", "decision-evaluations/search", EMPTY, SEARCH),
    Row("GET", "decision-evaluations/<str:evaluation_id>", HIDDEN),
    Row("GET", "forms", EMPTY),
    Row("POST", "forms/search", EMPTY, SEARCH),
    Row("POST", "forms/evaluate", FORBIDDEN, {"schema": {"id": "x", "components": []}}),
    Row("GET", "forms/by-key/<str:key>", HIDDEN),
    Row("GET", "forms/<str:form_id>", HIDDEN),
    Row("GET", "forms/<str:form_id>/schema", HIDDEN),
    Row("GET", "forms/<str:form_id>/usage", HIDDEN),
    Row("GET", "process-instances", EMPTY),
    Row("POST", "process-instances", HIDDEN, {"definition_key": "matrix"}),
    Row("POST", "process-instances/search", EMPTY, SEARCH),
    Row("POST", "process-instances/export", EMPTY, SEARCH),
    Row("GET", "instance-views", EMPTY),
    Row("POST", "instance-views", OPEN, {"name": "mine"}),
    Row("PUT", "instance-views/<str:view_id>", HIDDEN, {"name": "stolen"}),
    Row("DELETE", "instance-views/<str:view_id>", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/children", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/choices", HIDDEN),
    Row(
        "POST",
        "process-instances/<str:process_instance_id>/begin-activity",
        HIDDEN,
        {"activity_id": "work"},
    ),
    Row("POST", "process-instances/<str:process_instance_id>/complete-ad-hoc", HIDDEN, {}),
    Row("GET", "process-instances/<str:process_instance_id>/activity-instances", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/variables", HIDDEN),
    Row("PATCH", "process-instances/<str:process_instance_id>/variables", HIDDEN, VARIABLES),
    Row(
        "POST",
        "process-instances/<str:process_instance_id>/variables/<str:variable_name>/reveal",
        HIDDEN,
        {"reason": "x"},
    ),
    Row("GET", "process-instances/<str:process_instance_id>/scopes", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/history", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/path", HIDDEN),
    Row("POST", "process-instances/<str:process_instance_id>/cancel", HIDDEN, {}),
    Row("POST", "process-instances/<str:process_instance_id>/suspend", HIDDEN, {}),
    Row("POST", "process-instances/<str:process_instance_id>/resume", HIDDEN, {}),
    Row("POST", "process-instances/<str:process_instance_id>/withdraw", HIDDEN, {"reason": "x"}),
    Row("POST", "process-instances/<str:process_instance_id>/remind", HIDDEN, {}),
    Row("GET", "requests", EMPTY),
    Row("GET", "requests/<str:process_instance_id>", HIDDEN),
    Row("GET", "user-tasks", EMPTY),
    Row("POST", "user-tasks/search", EMPTY, SEARCH),
    Row("GET", "user-tasks/counts", OPEN),
    Row("GET", "user-tasks/<str:user_task_id>", HIDDEN),
    Row("GET", "user-tasks/<str:user_task_id>/diagram", HIDDEN),
    Row("GET", "user-tasks/<str:user_task_id>/form", HIDDEN),
    Row("POST", "user-tasks/<str:user_task_id>/claim", HIDDEN, {}),
    Row("POST", "user-tasks/<str:user_task_id>/unclaim", HIDDEN, {}),
    Row("POST", "user-tasks/<str:user_task_id>/assign", HIDDEN, {"assignee": "bob"}),
    Row("POST", "user-tasks/<str:user_task_id>/delegate", HIDDEN, {"assignee": "bob"}),
    Row("POST", "user-tasks/<str:user_task_id>/resolve", HIDDEN, {}),
    Row("GET", "user-tasks/<str:user_task_id>/candidates", HIDDEN),
    Row("POST", "user-tasks/<str:user_task_id>/candidates/add", HIDDEN, {"users": ["bob"]}),
    Row("POST", "user-tasks/<str:user_task_id>/candidates/remove", HIDDEN, {"users": ["bob"]}),
    Row("POST", "user-tasks/<str:user_task_id>/priority", HIDDEN, {"priority": 1}),
    Row("POST", "user-tasks/<str:user_task_id>/due-at", HIDDEN, {"due_at": None}),
    Row("POST", "user-tasks/<str:user_task_id>/follow-up-at", HIDDEN, {"follow_up_at": None}),
    Row("GET", "user-tasks/<str:user_task_id>/send-back", HIDDEN),
    Row("POST", "user-tasks/<str:user_task_id>/send-back", HIDDEN, SENT_BACK),
    Row("POST", "user-tasks/<str:user_task_id>/add-approver", HIDDEN, APPROVER),
    Row("GET", "user-tasks/<str:user_task_id>/comments", HIDDEN),
    Row("POST", "user-tasks/<str:user_task_id>/comments", HIDDEN, {"text": "Hello"}),
    Row("PUT", ONE_COMMENT, HIDDEN, {"text": "Hello"}),
    Row("DELETE", ONE_COMMENT, HIDDEN),
    Row("GET", "user-tasks/<str:user_task_id>/watchers", HIDDEN),
    Row("PUT", "user-tasks/<str:user_task_id>/watchers/<str:username>", HIDDEN),
    Row("DELETE", "user-tasks/<str:user_task_id>/watchers/<str:username>", HIDDEN),
    Row("GET", "user-tasks/<str:user_task_id>/history", HIDDEN),
    Row("POST", "user-tasks/<str:user_task_id>/complete", HIDDEN, {"variables": {}}),
    Row("GET", "user-tasks/<str:user_task_id>/draft", HIDDEN),
    Row("PUT", "user-tasks/<str:user_task_id>/draft", HIDDEN, {"variables": {}}),
    Row("DELETE", "user-tasks/<str:user_task_id>/draft", HIDDEN),
    Row("POST", "user-tasks/bulk/claim", EMPTY, {"ids": [UNUSED_ID]}),
    Row("POST", "user-tasks/bulk/complete", EMPTY, {"ids": [UNUSED_ID]}),
    Row("POST", "user-tasks/bulk/assign", EMPTY, {"ids": [UNUSED_ID], "assignee": "bob"}),
    Row("POST", "user-tasks/bulk/due-at", EMPTY, {"ids": [UNUSED_ID], "due_at": None}),
    Row("GET", "notifications", EMPTY),
    Row("GET", "notifications/count", OPEN),
    Row("POST", "notifications/read-all", OPEN, {}),
    Row("POST", "notifications/<str:notification_id>/read", HIDDEN, {}),
    Row("GET", "notification-mails", FORBIDDEN),
    Row("POST", "notification-mails/<str:mail_id>/retry", REFUSED),
    Row("POST", "notification-mails/<str:mail_id>/discard", REFUSED),
    Row("GET", "me/notification-settings", OPEN),
    Row("PUT", "me/notification-settings", OPEN, {"digest_hour": 7}),
    Row("GET", "user-tasks/<str:user_task_id>/attachments", HIDDEN),
    Row("POST", "user-tasks/<str:user_task_id>/attachments", HIDDEN, {"file_id": UNUSED_ID}),
    Row("DELETE", "user-tasks/<str:user_task_id>/attachments/<str:attachment_id>", HIDDEN),
    Row("POST", "files", OPEN, file=b"A letter."),
    Row("GET", "files/limits", OPEN),
    Row("GET", "files/<str:file_id>", HIDDEN),
    Row("GET", "files/<str:file_id>/content", HIDDEN),
    Row("GET", "files/<str:file_id>/preview", HIDDEN),
    Row("DELETE", "files/<str:file_id>", HIDDEN),
    Row("GET", "searchable-variables", EMPTY),
    Row("GET", "task-filters", EMPTY),
    Row("POST", "task-filters", OPEN, {"name": "mine"}),
    Row("GET", "task-filters/<str:filter_id>", HIDDEN),
    Row("PUT", "task-filters/<str:filter_id>", HIDDEN, {"name": "stolen"}),
    Row("DELETE", "task-filters/<str:filter_id>", HIDDEN),
    Row("GET", "task-filters/<str:filter_id>/count", HIDDEN),
    Row("GET", "incidents", EMPTY),
    Row("POST", "incidents/search", EMPTY, SEARCH),
    Row("GET", "incidents/<str:incident_id>", HIDDEN),
    Row("POST", "incidents/<str:incident_id>/retry", HIDDEN, {}),
    Row("POST", "incidents/<str:incident_id>/annotate", HIDDEN, {"note": "x"}),
    Row("POST", "incidents/<str:incident_id>/owner", HIDDEN, {"owner": None}),
    Row("GET", "incidents/groups", EMPTY),
    Row("POST", "incidents/groups/<str:fingerprint>/retry", HIDDEN, {}),
    Row("POST", "incidents/groups/<str:fingerprint>/annotate", HIDDEN, {"note": "x"}),
    Row("POST", "incidents/groups/<str:fingerprint>/owner", HIDDEN, {"owner": None}),
    Row("POST", "messages/correlate", HIDDEN, {"name": "paid"}),
    Row("POST", "messages/publish", HIDDEN, {"name": "paid"}),
    Row("POST", "signals/broadcast", EMPTY, {"name": "paid"}),
    Row("POST", "conditions/evaluate", EMPTY, {"variables": {}}),
    Row("GET", "kept-messages", EMPTY),
    Row("POST", "kept-messages/search", EMPTY, SEARCH),
    Row("POST", "kept-messages/<str:message_id>/discard", HIDDEN, {"reason": "x"}),
    Row("GET", "event-subscriptions", EMPTY),
    Row("POST", "event-subscriptions/search", EMPTY, SEARCH),
    Row("GET", "jobs", EMPTY),
    Row("POST", "jobs/search", EMPTY, SEARCH),
    Row("GET", "jobs/<str:job_id>", HIDDEN),
    Row("POST", "jobs/<str:job_id>/retry", HIDDEN, {}),
    Row("POST", "jobs/<str:job_id>/run-now", HIDDEN, {}),
    Row("POST", "jobs/<str:job_id>/due-at", HIDDEN, {"due_at": "2026-05-01T08:00:00Z"}),
]

SEEN = [
    "/kept-messages",
    "/users",
    "/groups",
    "/groups/reviewers/members",
    "/groups/reviewers/permissions",
    "/deployments",
    "/process-definitions",
    "/process-definitions/by-key/matrix/permissions",
    "/drafts",
    "/library",
    "/decisions",
    "/decision-evaluations",
    "/forms",
    "/process-instances",
    "/user-tasks",
    "/incidents",
    "/jobs",
    "/notification-mails",
]

COLLEAGUE = {
    OPEN: {200, 201, 204},
    HIDDEN: {404},
    REFUSED: {403},
    FORBIDDEN: {403},
    EMPTY: {200},
}
STRANGER = {
    OPEN: {200, 201, 204, 404},
    HIDDEN: {404},
    REFUSED: {404},
    FORBIDDEN: {200, 201},
    EMPTY: {200},
}
