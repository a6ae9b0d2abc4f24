"""Every address, asked by those who may not: nobody, a stranger, a colleague without rights.

A new endpoint needs a row for each of its methods in ``authorisation_rows``; the last test finds
those that have none.
"""

from dataclasses import dataclass

import pytest

from bpm.api.views import ANY_TOKEN, Endpoint
from tests.api.authorisation_rows import COLLEAGUE, EMPTY, ROWS, SEEN, STRANGER, Row
from tests.api.client import Api, Tenants
from tests.api.notices import fail_mail, notify
from tests.api.test_openapi import ENDPOINTS, VERBS
from tests.api.uploads import PDF, upload, uploaded
from tests.builders import END, START, chain, model, script, user_task
from tests.unit.core.dmn.tables import decision, definitions, table


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
    entry = {"kind": "process", "key": "matrix"}
    admin.ok("POST", "/library/move", {"entries": [entry], "folder": "Kept"})
    user_task_id = instance["waiting_at"][0]["user_task_id"]
    comment = admin.ok("POST", f"/user-tasks/{user_task_id}/comments", {"text": "Hello"})
    file_id = uploaded(admin, name="matrix.pdf", content=PDF)["id"]
    attachment = {"file_id": uploaded(admin, name="beside.pdf", content=PDF)["id"]}
    beside = admin.ok("POST", f"/user-tasks/{user_task_id}/attachments", attachment)
    admin.ok("POST", "/messages/publish", {"name": "unheard", "time_to_live": "PT1H"})
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
            "variable_name": "amount",
            "comment_id": comment["id"],
            "file_id": file_id,
            "attachment_id": beside["id"],
            "filter_id": tenants.alice.ok("POST", "/task-filters", {"name": "hers"})["id"],
            "view_id": tenants.alice.ok("POST", "/instance-views", {"name": "hers"})["id"],
            "notification_id": str(notify(tenants.alice, instance)),
            "mail_id": str(fail_mail(tenants.alice)),
            "incident_id": incident_id,
            "fingerprint": admin.ok("GET", f"/incidents/{incident_id}")["fingerprint"],
            "message_id": admin.ok("GET", "/kept-messages?name=unheard")["items"][0]["id"],
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
