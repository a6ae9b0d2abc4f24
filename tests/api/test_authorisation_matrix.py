"""Every address, asked by those who may not: nobody, a stranger, a colleague without rights.

A new endpoint needs a row for each of its methods; the last test finds those that have none.
"""

from dataclasses import dataclass, field

import pytest

from bpm.api.views import ANY_TOKEN, Endpoint
from tests.api.client import UNUSED_ID, Api, Tenants
from tests.api.notices import fail_mail, notify
from tests.api.test_openapi import ENDPOINTS, VERBS
from tests.api.uploads import PDF, upload, uploaded
from tests.builders import END, START, chain, model, script, user_task
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
DRAFT = {"name": "x", "content": ""}
DEPLOYMENT = {
    "name": "x",
    "resources": [{"name": "x.bpmn", "content": model("x", chain(START, END))}],
}
GRANT = {"permission": "process_definition.read", "user": "bob"}
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
    Row("GET", "process-definitions/<str:definition_id>/statistics", HIDDEN),
    Row("POST", "process-definitions/<str:definition_id>/suspend", HIDDEN),
    Row("POST", "process-definitions/<str:definition_id>/resume", HIDDEN),
    Row("GET", "drafts", FORBIDDEN),
    Row("POST", "drafts", FORBIDDEN, DRAFT),
    Row("POST", "drafts/search", FORBIDDEN, SEARCH),
    Row("POST", "drafts/check", FORBIDDEN, {"content": ""}),
    Row("GET", "drafts/<str:draft_id>", REFUSED),
    Row("PUT", "drafts/<str:draft_id>", REFUSED, {"name": "y"}, IF_MATCH),
    Row("DELETE", "drafts/<str:draft_id>", REFUSED),
    Row("POST", "drafts/<str:draft_id>/deploy", REFUSED),
    Row("GET", "decisions", EMPTY),
    Row("POST", "decisions/search", EMPTY, SEARCH),
    Row("GET", "decisions/<str:decision_id>", HIDDEN),
    Row("GET", "decisions/<str:decision_id>/model", HIDDEN),
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
    Row("GET", "process-instances/<str:process_instance_id>", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/children", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/activity-instances", HIDDEN),
    Row("GET", "process-instances/<str:process_instance_id>/variables", HIDDEN),
    Row("PATCH", "process-instances/<str:process_instance_id>/variables", HIDDEN, VARIABLES),
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
    Row("POST", "signals/broadcast", EMPTY, {"name": "paid"}),
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
    "/users",
    "/groups",
    "/groups/reviewers/members",
    "/groups/reviewers/permissions",
    "/deployments",
    "/process-definitions",
    "/process-definitions/by-key/matrix/permissions",
    "/drafts",
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


@dataclass(frozen=True)
class World:
    """One of everything, none of it for Charlie."""

    tenants: Tenants
    ids: dict[str, str]

    def ask(self, who: Api, row: Row) -> tuple[int, bytes]:
        """Send a row's request, and return status and text."""
        address = row.address
        for name, value in self.ids.items():
            address = address.replace(f"<str:{name}>", value)
        assert "<" not in address, address
        if row.file is not None:
            answer = upload(who, content=row.file)
        else:
            answer = who(row.method, f"/{address}", row.body, headers=row.headers)
        return answer.status, answer.raw

    def is_told(self, raw: bytes) -> bool:
        """Return whether an answer names anything that was made here."""
        return any(id_.encode() in raw for name, id_ in self.ids.items() if name.endswith("_id"))

    def snapshot(self) -> list[bytes]:
        """Return what the administrator sees of everything that could have changed."""
        return [self.tenants.admin("GET", path).raw for path in SEEN]


@pytest.fixture
def world(tenants: Tenants) -> World:
    admin = tenants.admin
    gate = (
        '<bpmn:exclusiveGateway id="gate"/>'
        + START
        + END
        + '<bpmn:sequenceFlow id="a" sourceRef="start" targetRef="gate"/>'
        '<bpmn:sequenceFlow id="b" sourceRef="gate" targetRef="end">'
        "<bpmn:conditionExpression>amount</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    body = chain(START, user_task("work"), END)
    later = script("later", "1", "n", extensions='<bpm:async before="true"/>')
    contents = {
        "matrix": model("matrix", body),
        "broken": model("broken", gate),
        "slow": model("slow", chain(START, later, END)),
    }
    resources = [{"name": f"{key}.bpmn", "content": text} for key, text in contents.items()]
    resources.append({"name": "matrix.form", "content": '{"id": "matrix", "components": []}'})
    decisions = definitions(decision(table(["-", "1"]), id_="matrix")).decode()
    resources.append({"name": "matrix.dmn", "content": decisions})
    deployment = admin.ok("POST", "/deployments", {"name": "matrix", "resources": resources})
    evaluation = admin.ok("POST", "/decisions/matrix/evaluate", {"variables": {"x": 1}})
    instance = admin.ok("POST", "/process-instances", {"definition_key": "matrix"})
    start = {"definition_key": "broken", "variables": {"amount": 1}}
    broken = admin.ok("POST", "/process-instances", start)
    waiting = admin.ok("POST", "/process-instances", {"definition_key": "slow"})
    incident_id = broken["waiting_at"][0]["incident_id"]
    draft = admin.ok("POST", "/drafts", {"name": "x", "content": contents["matrix"]})
    user_task_id = instance["waiting_at"][0]["user_task_id"]
    comment = admin.ok("POST", f"/user-tasks/{user_task_id}/comments", {"text": "Hello"})
    file_id = uploaded(admin, name="matrix.pdf", content=PDF)["id"]
    attachment = {"file_id": uploaded(admin, name="beside.pdf", content=PDF)["id"]}
    beside = admin.ok("POST", f"/user-tasks/{user_task_id}/attachments", attachment)
    return World(
        tenants=tenants,
        ids={
            "token_id": tenants.alice.ok("GET", "/tokens")["items"][0]["id"],
            "username": "bob",
            "name": "reviewers",
            "key": "matrix",
            "deployment_id": deployment["id"],
            "definition_id": deployment["process_definitions"][0]["id"],
            "draft_id": draft["id"],
            "decision_id": deployment["decision_definitions"][0]["id"],
            "evaluation_id": evaluation["id"],
            "form_id": deployment["forms"][0]["id"],
            "process_instance_id": instance["id"],
            "user_task_id": user_task_id,
            "comment_id": comment["id"],
            "file_id": file_id,
            "attachment_id": beside["id"],
            "filter_id": tenants.alice.ok("POST", "/task-filters", {"name": "hers"})["id"],
            "notification_id": str(notify(tenants.alice, instance)),
            "mail_id": str(fail_mail(tenants.alice)),
            "incident_id": incident_id,
            "fingerprint": admin.ok("GET", f"/incidents/{incident_id}")["fingerprint"],
            "job_id": waiting["waiting_at"][0]["job_id"],
        },
    )


def ask_all(world: World, who: Api, expected: dict[str, set[int]]) -> list[str]:
    """Send every row's request, and return what was answered wrongly or changed something."""
    before = world.snapshot()
    wrong = []
    for row in ROWS:
        status, raw = world.ask(who, row)
        if status not in expected[row.rule]:
            wrong.append(f"{row.method} {row.address}: {status} {raw[:200]!r}")
        elif row.rule == EMPTY and world.is_told(raw):
            wrong.append(f"{row.method} {row.address} shows {raw[:200]!r}")
    after = world.snapshot()
    wrong += [path for path, old, new in zip(SEEN, before, after, strict=True) if old != new]
    return wrong


def test_nobody_gets_anything(world: World) -> None:
    assert ask_all(world, world.tenants.nobody, {rule: {401} for rule in COLLEAGUE}) == []


def test_a_colleague_without_rights(world: World) -> None:
    assert ask_all(world, world.tenants.charlie, COLLEAGUE) == []


def test_an_administrator_of_another_tenant(world: World) -> None:
    assert ask_all(world, world.tenants.gina, STRANGER) == []


def test_a_token_with_another_scope(world: World) -> None:
    body = {"name": "narrow", "scopes": ["deployment.delete"]}
    narrow = Api(token=world.tenants.admin.ok("POST", "/tokens", body)["token"])
    wrong = []
    for row in ROWS:
        if row.address == "deployments/<str:deployment_id>" and row.method == "DELETE":
            continue
        is_open = find_view(row).token_scopes.get(row.method) in {ANY_TOKEN, "deployment.delete"}
        status, raw = world.ask(narrow, row)
        if (status == 403) is is_open:
            wrong.append(f"{row.method} {row.address}: {status} {raw[:200]!r}")

    assert wrong == []


def find_view(row: Row) -> type[Endpoint]:
    """Return the class behind a row."""
    return next(view for address, view in ENDPOINTS if address == f"/api/v1/{row.address}")


def test_every_method_of_every_address_has_a_row() -> None:
    told = {(row.method, f"/api/v1/{row.address}") for row in ROWS}
    there = {
        (verb.upper(), address)
        for address, view in ENDPOINTS
        for verb in VERBS
        if getattr(view, verb, None)
    }

    assert told == there
