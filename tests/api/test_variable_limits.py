"""Size, number and depth of variables are settings, and hold on every way in."""

from typing import Any

import pytest
from pytest_django import Settings

from bpm.config.configuration import read_configuration
from bpm.config.env import SettingError
from bpm.core.scripting import close_pool
from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.forms import deploy as deploy_forms, process
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, script, user_task
from tests.forms.schemas import field, schema

pytestmark = pytest.mark.django_db(transaction=True)

TASK = chain(START, user_task("check"), END)
TOO_MUCH: dict[str, dict[str, object]] = {
    "variable_too_large": {"v": "x" * 2_000},
    "too_many_variables": {f"v{number}": 1 for number in range(11)},
    "variable_too_deep": {"v": [[[1]]]},
}


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    settings.BPM_VARIABLE_LIMIT_BYTES = 1_000
    settings.BPM_VARIABLE_COUNT = 10
    settings.BPM_VARIABLE_DEPTH = 2


@pytest.mark.parametrize("code", TOO_MUCH)
def test_they_hold_on_every_way_in(admin: Api, alice: Api, code: str) -> None:
    key = deploy(admin, TASK)
    begun = start(admin, key)
    task = f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}"
    body: dict[str, Any] = {"variables": TOO_MUCH[code]}
    alice.ok("POST", f"{task}/claim")
    before = count_rows()

    answers = [
        admin("POST", "/process-instances", {"definition_key": key, **body}),
        admin("PATCH", f"/process-instances/{begun['id']}/variables", body),
        admin("POST", "/messages/correlate", {"name": "paid", **body}),
        alice("POST", f"{task}/complete", body),
    ]

    for answer in answers:
        assert (answer.status, answer.code) == (422, code), answer.raw
        if code != "too_many_variables":
            assert answer.pointers == ["/variables/v"]
    assert count_rows() == before


def test_they_hold_for_what_forms_take(admin: Api, alice: Api) -> None:
    review = schema("review", field("textarea", "why"))
    deploy_forms(admin, buy=process(), review=review)
    permit(alice, Permission.START_INSTANCES)
    begun = admin.ok("POST", "/process-instances", {"definition_key": "buy"})
    task = f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}"

    answer = alice("POST", f"{task}/complete", {"variables": {"why": "x" * 2_000}})

    assert (answer.status, answer.code) == (422, "variable_too_large")
    assert answer.pointers == ["/variables/why"]


def test_together_they_are_counted_too(admin: Api) -> None:
    begun = start(admin, deploy(admin, TASK), variables={f"v{number}": 1 for number in range(8)})
    more = {"variables": {f"w{number}": 1 for number in range(3)}}

    answer = admin("PATCH", f"/process-instances/{begun['id']}/variables", more)

    assert (answer.status, answer.code) == (422, "too_many_variables")
    assert "11 variables" in answer.json["detail"]


def python_task(source: str) -> str:
    return (
        '<bpmn:scriptTask id="it" scriptFormat="python"><bpmn:extensionElements>'
        '<bpm:script resultVariable="v"/></bpmn:extensionElements>'
        f"<bpmn:script>{source}</bpmn:script></bpmn:scriptTask>"
    )


def test_a_script_may_leave_what_the_settings_allow(admin: Api, settings: Settings) -> None:
    key = deploy(admin, chain(START, python_task('"x" * 1500000'), END))

    stopped = start(admin, key)
    settings.BPM_VARIABLE_LIMIT_BYTES = 2_000_000
    passed = start(admin, key)
    close_pool()

    (place,) = admin.ok("GET", f"/process-instances/{stopped['id']}")["waiting_at"]
    incident = admin.ok("GET", f"/incidents/{place['incident_id']}")
    assert "larger than 1000 bytes" in incident["message"]
    assert passed["state"] == "completed"


def test_what_was_kept_under_a_higher_limit_can_still_be_read(
    admin: Api, alice: Api, settings: Settings
) -> None:
    settings.BPM_VARIABLE_LIMIT_BYTES = 5_000
    copy = script("copy", '"short"', "other")
    key = deploy(admin, chain(START, user_task("check"), copy, END))
    begun = start(admin, key, variables={"v": "x" * 3_000})
    settings.BPM_VARIABLE_LIMIT_BYTES = 1_000

    task = f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}"
    alice.ok("POST", f"{task}/complete", {})

    kept = admin.ok("GET", f"/process-instances/{begun['id']}/variables")["variables"]
    assert kept == {"v": "x" * 3_000, "other": "short"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BPM_VARIABLE_LIMIT_BYTES", "1"),
        ("BPM_VARIABLE_COUNT", "many"),
        ("BPM_VARIABLE_DEPTH", "101"),
    ],
)
def test_settings_that_cannot_hold_are_named(name: str, value: str) -> None:
    read_configuration({name: "10000" if name.endswith("BYTES") else "50"})
    with pytest.raises(SettingError, match=name):
        read_configuration({name: value})
