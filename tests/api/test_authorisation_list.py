"""The list of operations and roles that lies beside the project, held against what exists here."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from bpm.identity import services as identity_services
from bpm.identity.contracts import Permission, system_actor
from tests.api.client import Answer, Api, Tenants, caller, permit
from tests.api.uploads import uploaded
from tests.builders import END, START, chain, model, user_task
from tests.payloads import needs_payloads, read_payload_table

pytestmark = [pytest.mark.django_db, needs_payloads]

LETTER = '<bpmn:message id="paid" name="paid"/>'
CATCH = (
    '<bpmn:intermediateCatchEvent id="wait">'
    '<bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateCatchEvent>'
)
TIMER = (
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>PT1H</bpmn:timeDuration>"
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
)
BODIES = {
    "task": chain(START, user_task("work"), END),
    "other": chain(START, user_task("work", 'candidateGroups="others"'), END),
    "letter": chain(START, CATCH, END),
    "timer": chain(START, TIMER, END),
    "broken": START
    + '<bpmn:exclusiveGateway id="gate"/>'
    + END
    + '<bpmn:sequenceFlow id="a" sourceRef="start" targetRef="gate"/>'
    '<bpmn:sequenceFlow id="b" sourceRef="gate" targetRef="end">'
    "<bpmn:conditionExpression>amount</bpmn:conditionExpression></bpmn:sequenceFlow>",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How an operation of the list is asked for here.

    Args:
        address: Below ``/api/v1``, with the names of ids in braces.
        process: Whose instance is acted upon.
        of_tenant: Whether it acts on the caller's tenant as a whole; then somebody of another
            tenant may do it there, and a list without anything of ours is as good as a refusal.
        with_file: Whether a file lies beside the task, put there by who holds it.
    """

    method: str
    address: str
    body: object = None
    process: str = "task"
    of_tenant: bool = False
    with_file: bool = False


DEPLOYED = {
    "name": "x",
    "resources": [{"name": "x.bpmn", "content": model("x", chain(START, END))}],
}
PERSON = {"username": "zoe", "password": "Correct-horse-7"}
OPERATIONS = {
    "GET /definitions/ (list shows only permitted)": Asked(
        method="GET", address="/process-definitions", of_tenant=True
    ),
    "GET /definitions/{id}/xml": Asked(
        method="GET", address="/process-definitions/{definition}/xml"
    ),
    "POST /definitions/ (deploy)": Asked(
        method="POST", address="/deployments", body=DEPLOYED, of_tenant=True
    ),
    "DELETE /definitions/{id}": Asked(
        method="DELETE", address="/deployments/{deployment}?cascade=true"
    ),
    "POST /definitions/{id}/suspend": Asked(
        method="POST", address="/process-definitions/{definition}/suspend"
    ),
    "POST /instances/ (start)": Asked(
        method="POST", address="/process-instances", body={"definition_key": "task"}
    ),
    "GET /instances/{id}": Asked(method="GET", address="/process-instances/{instance}"),
    "GET /instances/{id}/variables": Asked(
        method="GET", address="/process-instances/{instance}/variables"
    ),
    "PATCH /instances/{id}/variables": Asked(
        method="PATCH", address="/process-instances/{instance}/variables", body={"variables": {}}
    ),
    "DELETE /instances/{id} (cancel)": Asked(
        method="POST", address="/process-instances/{instance}/cancel"
    ),
    "GET /instances/{id}/history": Asked(
        method="GET", address="/process-instances/{instance}/history"
    ),
    "GET /tasks/ (list shows only own/candidate)": Asked(
        method="GET", address="/user-tasks", of_tenant=True
    ),
    "GET /tasks/{id}": Asked(method="GET", address="/user-tasks/{task}"),
    "POST /tasks/{id}/claim": Asked(method="POST", address="/user-tasks/{task}/claim"),
    "POST /tasks/{id}/unclaim": Asked(method="POST", address="/user-tasks/{task}/unclaim"),
    "POST /tasks/{id}/complete": Asked(method="POST", address="/user-tasks/{task}/complete"),
    "POST /tasks/{id}/assign (to other)": Asked(
        method="POST", address="/user-tasks/{task}/assign", body={"assignee": "bob"}
    ),
    "POST /tasks/{id}/delegate": Asked(
        method="POST", address="/user-tasks/{task}/delegate", body={"assignee": "bob"}
    ),
    "POST /tasks/{id}/comments": Asked(
        method="POST", address="/user-tasks/{task}/comments", body={"text": "Hello"}
    ),
    "GET /attachments/{id}/content": Asked(
        method="GET", address="/files/{file}/content", with_file=True
    ),
    "DELETE /attachments/{id}": Asked(
        method="DELETE", address="/user-tasks/{task}/attachments/{attachment}", with_file=True
    ),
    "GET /tasks/{id}/form": Asked(method="GET", address="/user-tasks/{task}/form"),
    "POST /messages/ (correlate)": Asked(
        method="POST", address="/messages/correlate", body={"name": "paid"}, process="letter"
    ),
    "GET /incidents/": Asked(method="GET", address="/incidents", process="broken", of_tenant=True),
    "POST /incidents/{id}/retry": Asked(
        method="POST", address="/incidents/{incident}/retry", process="broken"
    ),
    "GET /jobs/ and /timers/": Asked(
        method="GET", address="/jobs", process="timer", of_tenant=True
    ),
    "POST /timers/{id}/fire": Asked(method="POST", address="/jobs/{job}/run-now", process="timer"),
    "GET /users/": Asked(method="GET", address="/users", of_tenant=True),
    "POST /users/": Asked(method="POST", address="/users", body=PERSON, of_tenant=True),
    "PATCH /users/{other}": Asked(
        method="POST", address="/users/charlie/password", body={"password": "Another-horse-8"}
    ),
    "GET /users/me": Asked(method="GET", address="/me", of_tenant=True),
    "POST /tokens/": Asked(method="POST", address="/tokens", body={"name": "x"}, of_tenant=True),
    "DELETE /tokens/{foreign}": Asked(method="DELETE", address="/tokens/{token}"),
}

CLAIM = "POST /tasks/{id}/claim"
LISTED = read_payload_table("authz_matrix").get("operations", [])
NOT_THERE = {
    "POST /instances/{id}/migrate",
    "POST /instances/{id}/move-token",
    "POST /signals/",
    "POST /decisions/{key}/evaluate",
    "GET /audit/",
    "GET /secrets/ (names only)",
    "GET /secrets/{id} (value)",
    "PUT /secrets/{id}",
    "POST /connectors/",
    "GET /export/tenant.zip",
    "GET /admin/",
    "GET /metrics",
    "GET /schema/ (OpenAPI)",
}
DECIDED = {
    "The starter follows the instance: its diagram, and what it waits for.": {
        ("GET /definitions/{id}/xml", "instance_starter"),
        ("GET /tasks/{id}", "instance_starter"),
        ("GET /tasks/{id}/form", "instance_starter"),
        ("POST /tasks/{id}/comments", "instance_starter"),
        ("GET /attachments/{id}/content", "instance_starter"),
    },
    "To operate the instances of a process includes their jobs, and taking a task off somebody.": {
        ("POST /tasks/{id}/unclaim", "process_owner"),
        ("POST /tasks/{id}/delegate", "process_owner"),
        ("GET /jobs/ and /timers/", "process_owner"),
        ("POST /timers/{id}/fire", "process_owner"),
    },
    "Work is done by those it was given to; an administrator assigns it to himself first.": {
        ("POST /tasks/{id}/claim", "tenant_admin"),
        ("POST /tasks/{id}/claim", "superuser"),
        ("POST /tasks/{id}/complete", "tenant_admin"),
        ("POST /tasks/{id}/complete", "superuser"),
    },
}
"""Where the API decides otherwise than the list, and why; nothing else may differ."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Everybody of the list by role, and what is deployed."""

    tenants: Tenants
    roles: dict[str, Api]
    deployed: Any
    token_of_vera: str

    def ids(self, process: str, *, is_claimed: bool) -> dict[str, str]:
        """Start an instance, let Alice claim its task, and return the ids of what it made."""
        (definition,) = [d for d in self.deployed["process_definitions"] if d["key"] == process]
        begun = self.roles["instance_starter"].ok(
            "POST", "/process-instances", {"definition_key": process, "variables": {"amount": 1}}
        )
        (place,) = begun["waiting_at"]
        if is_claimed and place["user_task_id"]:
            self.tenants.alice.ok("POST", f"/user-tasks/{place['user_task_id']}/claim")
        return {
            "deployment": self.deployed["id"],
            "definition": definition["id"],
            "instance": begun["id"],
            "task": str(place["user_task_id"]),
            "incident": str(place["incident_id"]),
            "job": str(place["job_id"]),
            "token": self.token_of_vera,
        }

    def attach(self, task: str) -> dict[str, str]:
        """Let Alice put a file beside a task, and return its ids."""
        file_id = uploaded(self.tenants.alice)["id"]
        path = f"/user-tasks/{task}/attachments"
        attached = self.tenants.alice.ok("POST", path, {"file_id": file_id})
        return {"file": file_id, "attachment": attached["id"]}


@pytest.fixture
def world(tenants: Tenants) -> World:
    assert tenants.admin.actor is not None
    ours = system_actor(tenants.admin.actor.tenant_id)
    identity_services.create_group(ours, name="starters")
    roles = {
        "anonymous": tenants.nobody,
        "other_tenant_admin": tenants.gina,
        "same_tenant_no_role": caller(ours, "nora"),
        "candidate_of_other_task": tenants.charlie,
        "candidate": tenants.bob,
        "assignee": tenants.alice,
        "instance_starter": caller(ours, "sam", "starters"),
        "process_owner": caller(ours, "olga"),
        "tenant_admin": tenants.admin,
        "deactivated_user": caller(ours, "dan", "reviewers"),
        "superuser": caller(ours, "root", is_admin=True),
    }
    reading = ["process_definition.read", "process_instance.read"]
    token = tenants.admin.ok("POST", "/tokens", {"name": "reads", "scopes": reading})["token"]
    roles["read_only_token"] = Api(token=token)
    tenants.admin.ok("POST", "/users/dan/deactivate")
    permit(roles["process_owner"], Permission.DEPLOY)
    starters = 'candidateStarterGroups="starters"'
    resources = [
        {
            "name": f"{key}.bpmn",
            "content": model(key, body, process=starters, roots=LETTER if key == "letter" else ""),
        }
        for key, body in BODIES.items()
    ]
    deployed = tenants.admin.ok("POST", "/deployments", {"name": "list", "resources": resources})
    for key in BODIES:
        for permission in (
            Permission.READ_DEFINITIONS,
            Permission.START_INSTANCES,
            Permission.READ_INSTANCES,
            Permission.OPERATE_INSTANCES,
        ):
            path = f"/process-definitions/by-key/{key}/permissions"
            tenants.admin.ok("POST", path, {"permission": permission, "user": "olga"})
    (token_of_vera,) = caller(ours, "vera").ok("GET", "/tokens")["items"]
    return World(tenants=tenants, roles=roles, deployed=deployed, token_of_vera=token_of_vera["id"])


def outcomes(asked: Asked, answer: Answer, ids: dict[str, str]) -> set[str]:
    """Return what an answer counts as: ``2xx``, a status, or either for a list of nothing."""
    if not 200 <= answer.status < 300:
        return {str(answer.status)}
    told = any(id_.encode() in answer.raw for id_ in ids.values())
    return {"2xx", "404"} if asked.of_tenant and not told else {"2xx"}


def ask(world: World, role: str, operation: str) -> set[str]:
    """Ask for one operation in one role; nothing of it stays."""
    asked = OPERATIONS[operation]
    before = transaction.savepoint()
    # What nobody holds can be claimed by anybody of its group, what one holds again by oneself.
    is_free = operation == CLAIM and role != "assignee"
    ids = world.ids(asked.process, is_claimed=not is_free)
    if asked.with_file:
        ids |= world.attach(ids["task"])
    answer = world.roles[role](asked.method, asked.address.format(**ids), asked.body)
    transaction.savepoint_rollback(before)
    return outcomes(asked, answer, ids)


def test_everybody_may_do_what_the_list_says_and_nothing_else(world: World) -> None:
    differing = {
        (operation["op"], role)
        for operation in LISTED
        if operation["op"] in OPERATIONS
        for role, expected in operation["expected"].items()
        if not ask(world, role, operation["op"]) & set(str(expected).split("|"))
    }

    assert differing == {pair for pairs in DECIDED.values() for pair in pairs}


def test_each_operation_of_the_list_is_asked_for_or_not_there_yet() -> None:
    assert {operation["op"] for operation in LISTED} == set(OPERATIONS) | NOT_THERE
