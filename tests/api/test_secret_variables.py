"""Variables that a model declares secret: who reads an instance reads their names only."""

from dataclasses import dataclass
from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Answer, Api, Tenants, permit
from tests.api.forms import deploy, task_with
from tests.api.instances import start
from tests.api.test_openapi import ENDPOINTS
from tests.builders import END, START, flow, model, user_task
from tests.forms.schemas import field, schema
from tests.unit.core.dmn.tables import decision, definitions, table

pytestmark = pytest.mark.django_db(transaction=True)

IBAN, SALARY = "DE89370400440532013000", "98765432101"
VALUES = {"iban": IBAN, "salary": {"net": SALARY, "since": "2026-05-01"}, "city": "Ulm"}
TYPES = {"/salary/since": "date"}
SECRET = 'secretVariables="iban, salary, rating"'
LOCAL = (
    '<bpmn:extensionElements><bpm:io><bpm:input name="iban">="local " + iban</bpm:input></bpm:io>'
    "</bpmn:extensionElements>"
)
FIELD = schema("asked", field("textfield", "iban"), field("textfield", "city"))
TEXT = schema(
    "told",
    field("textfield", "city"),
    {"type": "expression", "key": "copy", "expression": "=iban", "computeOn": "change"},
)


def rule(id_: str, key: str, result: str) -> str:
    """Return a step that asks a decision."""
    return (
        f'<bpmn:businessRuleTask id="{id_}" name="{id_}"><bpmn:extensionElements>'
        f'<bpm:calledDecision decisionId="{key}" resultVariable="{result}"/>'
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )


def process() -> str:
    """Return a model that does with secret values whatever a step can do with them."""
    inner = (
        f'<bpmn:subProcess id="inner" name="inner">{LOCAL}<bpmn:startEvent id="in_start"/>'
        f"{user_task('plain')}{flow('i1', 'in_start', 'plain')}</bpmn:subProcess>"
    )
    body = (
        START
        + rule("check", "check", "checked")
        + rule("rate", "rate", "rating")
        + '<bpmn:parallelGateway id="fork"/>'
        + task_with('key="asked"', "asked")
        + task_with('key="told"', "told")
        + inner
        + END
        + flow("f1", "start", "check")
        + flow("f2", "check", "rate")
        + flow("f3", "rate", "fork")
        + "".join(
            flow(f"to_{id_}", "fork", id_) + flow(f"from_{id_}", id_, "end")
            for id_ in ("asked", "told", "inner")
        )
    )
    return model("pay", body, process=SECRET)


CHECK = table(
    ["-", '"fine"'], inputs=(("iban", "string"),), outputs=('name="is" typeRef="string"',)
)
COPY = "<variable name='rate'/><literalExpression><text>salary.net</text></literalExpression>"


@dataclass(frozen=True)
class World:
    """An instance with secret values, and people who may read or operate it."""

    tenants: Tenants
    instance: Any
    ids: dict[str, str]
    tasks: dict[str, str]

    @property
    def path(self) -> str:
        """Address of the instance."""
        return f"/process-instances/{self.instance['id']}"


@pytest.fixture
def world(tenants: Tenants) -> World:
    admin = tenants.admin
    files = definitions(decision(CHECK, id_="check"), decision(COPY, id_="rate")).decode()
    resources = [
        {"name": "pay.bpmn", "content": process()},
        {"name": "asked.form", "content": FIELD},
        {"name": "told.form", "content": TEXT},
        {"name": "pay.dmn", "content": files},
    ]
    deployment = admin.ok("POST", "/deployments", {"name": "pay", "resources": resources})
    permit(tenants.charlie, Permission.READ_INSTANCES)
    permit(tenants.bob, Permission.READ_INSTANCES, Permission.OPERATE_INSTANCES)
    body = {"variables": VALUES, "variable_types": TYPES}
    answer = admin(
        "POST", "/process-instances?include=variables", {"definition_key": "pay", **body}
    )
    assert answer.status == 201, answer.raw
    assert is_masked(answer)
    instance = answer.json
    assert instance["secret_variables"] == ["iban", "rating", "salary"]
    tasks = {
        task["activity_id"]: task["id"]
        for task in admin.ok("GET", f"/user-tasks?process_instance_id={instance['id']}")["items"]
    }
    evaluations = admin.ok("GET", f"/decision-evaluations?process_instance_id={instance['id']}")[
        "items"
    ]
    return World(
        tenants=tenants,
        instance=instance,
        ids={
            "process_instance_id": instance["id"],
            "evaluation_id": evaluations[0]["id"],
            "definition_id": deployment["process_definitions"][0]["id"],
            "deployment_id": deployment["id"],
            "key": "pay",
        },
        tasks=tasks,
    )


def is_masked(answer: Answer) -> bool:
    """Return whether an answer holds nothing of the secret values."""
    return IBAN.encode() not in answer.raw and SALARY.encode() not in answer.raw


def reads_of(world: World) -> list[tuple[str, str]]:
    """Return every address that can be read, for each user task where it names one."""
    found = []
    for place, view in ENDPOINTS:
        address = place.removeprefix("/api/v1")
        if hasattr(view, "get"):
            filled = [address]
            if "<str:user_task_id>" in address:
                filled = [
                    address.replace("<str:user_task_id>", id_) for id_ in world.tasks.values()
                ]
            for name, value in world.ids.items():
                filled = [one.replace(f"<str:{name}>", value) for one in filled]
            found += [("GET", one) for one in filled if "<" not in one]
        if address.endswith(("/search", "process-instances/export")):
            found.append(("POST", address))
    include = "include=variables"
    return [
        *found,
        ("GET", f"{world.path}?{include}"),
        ("GET", f"/process-instances?{include}&definition_key=pay"),
        ("POST", f"/process-instances/search?{include}"),
        ("GET", f"{world.path}/history?newest_first=true"),
        ("POST", "/process-instances/export?format=json"),
    ]


@pytest.mark.parametrize("who", ["reader", "operator", "administrator"])
def test_no_read_of_an_instance_tells_a_secret_value(world: World, who: str) -> None:
    reader = world.tenants.admin if who == "administrator" else world.tenants.charlie
    if who == "operator":
        permit(reader, Permission.OPERATE_INSTANCES)
    admin = world.tenants.admin
    # Histories with what was overwritten and with a large value.
    large = {"iban": IBAN * 500, "city": "Bonn"}
    assert is_masked(admin("PATCH", f"{world.path}/variables", {"variables": large}))
    assert is_masked(admin("PATCH", f"{world.path}/variables", {"variables": VALUES}))

    asked = [(method, path, reader(method, path)) for method, path in reads_of(world)]

    told = [(method, path) for method, path, answer in asked if not is_masked(answer)]
    # Whom the form asks reads the field: these are no candidates.
    assert told == []
    shown = {path for _, path, answer in asked if answer.status == 200}
    assert {world.path, f"{world.path}/variables", f"{world.path}/scopes"} <= shown
    assert {f"/user-tasks/{id_}/form" for id_ in world.tasks.values()} <= shown
    assert f"/decision-evaluations/{world.ids['evaluation_id']}" in shown
    assert "/decision-evaluations/search" in shown


def test_what_stands_for_a_secret_value_is_null_and_its_name(world: World) -> None:
    charlie = world.tenants.charlie

    own = charlie.ok("GET", f"{world.path}/variables")
    (scope,) = charlie.ok("GET", f"{world.path}/scopes")["items"]
    events = [
        event
        for item in charlie.ok("GET", f"{world.path}/history")["items"]
        for event in item["events"]
        if event["type"] == "variable_changed" and not event.get("scope")
    ]
    evaluations = charlie.ok("GET", "/decision-evaluations")["items"]

    assert own["variables"] == {
        "iban": None,
        "salary": None,
        "rating": None,
        "city": "Ulm",
        "checked": "fine",
    }
    assert (own["secret_variables"], own["variable_types"]) == (["iban", "rating", "salary"], {})
    assert (scope["variables"], scope["secret_variables"]) == ({"iban": None}, ["iban"])
    told = {event["name"]: (event["new"], event.get("is_secret", False)) for event in events}
    assert told["iban"] == told["salary"] == told["rating"] == (None, True)
    assert told["city"] == ("Ulm", False)
    (rated,) = [one for one in evaluations if one["decision_key"] == "rate"]
    (checked,) = [one for one in evaluations if one["decision_key"] == "check"]
    assert rated["result"] is None
    assert rated["decisions"][0]["is_secret"] is True
    assert checked["result"] == "fine"
    (held,) = checked["decisions"][0]["inputs"]
    assert (held["value"], held["is_secret"]) == (None, True)


def test_a_form_shows_a_secret_to_those_it_asks_for_it(world: World) -> None:
    alice = world.tenants.alice

    asked = alice.ok("GET", f"/user-tasks/{world.tasks['asked']}/form")
    told = alice.ok("GET", f"/user-tasks/{world.tasks['told']}/form")
    plain = alice.ok("GET", f"/user-tasks/{world.tasks['plain']}/form")

    assert (asked["variables"]["iban"], asked["secret_variables"]) == (IBAN, [])
    assert told["variables"] == {"iban": None, "city": "Ulm"}
    assert (plain["variables"]["iban"], plain["form"]) == (None, None)
    # Once it is closed nobody works on it.
    done = alice("POST", f"/user-tasks/{world.tasks['asked']}/complete", {"variables": {}})
    assert done.status == 200, done.raw
    assert is_masked(done)
    closed = alice.ok("GET", f"/user-tasks/{world.tasks['asked']}/form")
    assert closed["variables"]["iban"] is None


def test_who_operates_looks_at_a_secret_and_the_history_tells_so(world: World) -> None:
    bob, path = world.tenants.bob, f"{world.path}/variables/salary/reveal"

    found = bob.ok("POST", path, {"reason": "The bank sent it back."})

    assert found == {
        "name": "salary",
        "value": VALUES["salary"],
        "variable_types": TYPES,
    }
    last = bob.ok("GET", f"{world.path}/history?newest_first=true")["items"][0]
    assert (last["actor"], last["command"]) == ("bob", "reveal_variable")
    assert last["events"] == [
        {"type": "variable_revealed", "name": "salary", "reason": "The bank sent it back."}
    ]
    (scope,) = bob.ok("GET", f"{world.path}/scopes")["items"]
    body = {"reason": "Compare.", "activity_instance_id": scope["activity_instance_id"]}
    local = bob.ok("POST", f"{world.path}/variables/iban/reveal", body)
    assert local["value"] == f"local {IBAN}"
    world.tenants.admin.ok("POST", f"{world.path}/cancel", {})
    assert bob.ok("POST", path, {"reason": "Once more."})["value"] == VALUES["salary"]


@pytest.mark.parametrize(
    ("who", "name", "reason", "expected"),
    [
        ("charlie", "iban", "x", (403, "permission_missing")),
        ("gina", "iban", "x", (404, "process_instance_not_found")),
        ("bob", "city", "x", (409, "variable_not_secret")),
        ("bob", "nothing", "x", (404, "variable_not_found")),
        ("bob", "iban", " ", (422, "reason_required")),
    ],
)
def test_a_look_that_is_refused_is_recorded_nowhere(
    world: World, who: str, name: str, reason: str, expected: tuple[int, str]
) -> None:
    asker: Api = getattr(world.tenants, who)

    answer = asker("POST", f"{world.path}/variables/{name}/reveal", {"reason": reason})

    assert (answer.status, answer.code) == expected
    commands = [
        item["command"] for item in world.tenants.admin.ok("GET", f"{world.path}/history")["items"]
    ]
    assert "reveal_variable" not in commands


def test_nobody_finds_a_secret_by_searching_for_it(world: World) -> None:
    wanted = [{"name": "iban", "op": "$like", "value": "DE8%"}]
    body = {"filter": {"definition_key": "pay", "variables": wanted}}

    for path in ("/process-instances/search", "/user-tasks/search"):
        answer = world.tenants.charlie("POST", path, body)
        assert answer.status == 422, answer.raw
        assert answer.pointers == ["/filter/variables/0/name"]


def test_a_called_process_hides_what_it_declares_itself(admin: Api) -> None:
    call = (
        '<bpmn:callActivity id="call" calledElement="{key}"><bpmn:extensionElements>'
        '<bpm:calledElement binding="latest" propagateAll="true"/>'
        "</bpmn:extensionElements></bpmn:callActivity>"
    )
    work = user_task("work")
    body = START + work + END + flow("a", "start", "work") + flow("b", "work", "end")
    top = START + call.format(key="inside") + END
    top += flow("a", "start", "call") + flow("b", "call", "end")
    deploy(
        admin,
        inside=model("inside", body, process='secretVariables="iban"'),
        outside=model("outside", top),
    )
    outer = start(admin, "outside", variables={"iban": IBAN})

    (inner,) = admin.ok("GET", f"/process-instances/{outer['id']}/children")["items"]
    hidden = admin.ok("GET", f"/process-instances/{inner['id']}/variables")
    shown = admin.ok("GET", f"/process-instances/{outer['id']}/variables")

    assert hidden["variables"] == {"iban": None}
    assert hidden["secret_variables"] == ["iban"]
    assert shown["variables"]["iban"] == IBAN
