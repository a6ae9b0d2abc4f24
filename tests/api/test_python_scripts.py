"""Script tasks in Python over REST: they deploy, run, and harm nobody when they do not end."""

from collections.abc import Iterator
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from bpm.core.scripting import close_pool
from bpm.definitions.models import Deployment
from tests.api.client import Api
from tests.api.instances import deploy, start
from tests.builders import END, START, chain, model, user_task

pytestmark = pytest.mark.django_db(transaction=True)

TOTAL = 'total = sum(line["price"] * line["quantity"] for line in order)\ntotal > limit'


@pytest.fixture(autouse=True, scope="module")
def no_worker_is_left() -> Iterator[None]:
    yield
    close_pool()


def python(id_: str, source: str, result: str = "result", script_format: str = "python") -> str:
    return (
        f'<bpmn:scriptTask id="{id_}" scriptFormat="{script_format}"><bpmn:extensionElements>'
        f'<bpm:script resultVariable="{result}"/></bpmn:extensionElements>'
        f"<bpmn:script>{escape(source)}</bpmn:script></bpmn:scriptTask>"
    )


@pytest.mark.parametrize("script_format", ["python", "Python", "text/x-python"])
def test_what_a_script_assigns_and_its_value_become_variables(
    admin: Api, script_format: str
) -> None:
    key = deploy(admin, chain(START, python("sum", TOTAL, "is_much", script_format), END))
    order = [{"price": 0.1, "quantity": 3}, {"price": 2, "quantity": 1}]

    begun = start(admin, key, variables={"order": order, "limit": 2})

    assert begun["state"] == "completed"
    values = admin.ok("GET", f"/process-instances/{begun['id']}/variables")["variables"]
    assert (values["total"], values["is_much"]) == (Decimal("2.3"), True)


@pytest.mark.parametrize(
    ("source", "line"),
    [("a = 1\nimport os", 2), ("x = ().__class__", 1), ("\na =", 1), ("x = open('/x')", 1)],
)
def test_what_may_not_run_is_refused_with_element_line_and_remedy(
    admin: Api, source: str, line: int
) -> None:
    content = model("bad", chain(START, python("sum", source), END))

    answer = admin(
        "POST", "/deployments", {"name": "x", "resources": [{"name": "x.bpmn", "content": content}]}
    )

    assert (answer.status, answer.code) == (422, "deployment_refused")
    (error, *_) = answer.json["errors"]
    assert error["element_id"] == "sum"
    assert error["code"] in {"script_not_allowed", "script_syntax"}
    assert f"Line {line} of the script" in error["detail"]
    assert error["remedy"]
    assert Deployment.objects.count() == 0


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("done = True\nwhile True:\n    pass", "took longer than"),
        ("done = True\nx = [0] * 10 ** 10", "memory"),
        ("done = True\nx = 10 ** 10 ** 9", "took longer than"),
        ("done = True\nx = 1 / 0", "line 2"),
    ],
)
def test_a_script_without_end_or_measure_stops_only_its_own_instance(
    admin: Api, source: str, message: str
) -> None:
    bad = deploy(admin, chain(START, python("bomb", source), END))
    good = deploy(admin, chain(START, python("sum", "n + 1"), user_task("look"), END))

    held = start(admin, bad, variables={"n": 1})

    (place,) = held["waiting_at"]
    incident = admin.ok("GET", f"/incidents/{place['incident_id']}")
    assert (place["activity_id"], incident["kind"]) == ("bomb", "step_failed")
    assert message in incident["message"]
    values = admin.ok("GET", f"/process-instances/{held['id']}/variables")["variables"]
    assert values == {"n": 1}
    others = start(admin, good, variables={"n": 1})
    assert [place["activity_id"] for place in others["waiting_at"]] == ["look"]


def test_a_mended_variable_lets_a_failed_script_go_on(admin: Api) -> None:
    key = deploy(admin, chain(START, python("share", "total / people"), END))
    held = start(admin, key, variables={"total": 10, "people": 0})
    incident_id = held["waiting_at"][0]["incident_id"]

    path = f"/process-instances/{held['id']}"
    admin.ok("PATCH", f"{path}/variables", {"variables": {"people": 4}})
    admin.ok("POST", f"/incidents/{incident_id}/retry")

    assert admin.ok("GET", path)["state"] == "completed"
    values = admin.ok("GET", f"{path}/variables")["variables"]
    assert values["result"] == Decimal("2.5")
