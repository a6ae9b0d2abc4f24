"""Every template deploys as it is, and runs."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from pytest_django import Settings

from bpm.definitions.queries.templates import FOLDER
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import system_actor
from bpm.jobs import running
from tests.api.client import Api, caller

GROUPS = ("clerks", "managers", "directors", "finance", "legal", "operators")
SUFFIXES = {"process": "bpmn", "decision": "dmn", "form": "form"}
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix)
CALLS_OUT = pytest.mark.django_db(transaction=True)
"""Calls are made beside the transaction of a test, by threads that see what is committed."""
Step = tuple[str, str, dict[str, object]]


@pytest.fixture
def people(admin: Api) -> dict[str, Api]:
    """Two members of each group that a template names."""
    tenant = system_actor(identity.default_tenant_id())
    found = {}
    for group in GROUPS:
        identity_services.create_group(tenant, name=group)
        for number in ("1", "2"):
            found[group + number] = caller(tenant, f"{group}-{number}", group)
    return found


def deploy(admin: Api, key: str) -> Any:
    """Deploy a template as the API hands it out."""
    templates = {one["key"]: one for one in admin.ok("GET", "/library/templates")["items"]}
    template = templates[key]
    name = f"{key}.{SUFFIXES[template['kind']]}"
    answer = admin(
        "POST",
        "/deployments",
        {"name": key, "resources": [{"name": name, "content": template["content"]}]},
    )
    assert (answer.status, answer.json["warnings"]) == (201, []), answer.raw
    return answer.json


def play(admin: Api, people: dict[str, Api], key: str, steps: Sequence[Step]) -> list[str]:
    """Start a template, do what people do, and return which activities it went through."""
    deploy(admin, key)
    instance = admin.ok("POST", "/process-instances", {"definition_key": key})
    for person, activity, variables in steps:
        run_jobs()
        complete(people[person], instance["id"], activity, variables)
    run_jobs()
    path = f"/process-instances/{instance['id']}"
    assert admin.ok("GET", path)["state"] == "completed"
    visits = admin.ok("GET", f"{path}/activity-instances?limit=100")["items"]
    return [visit["activity_id"] for visit in visits]


def complete(who: Api, instance_id: str, activity: str, variables: dict[str, object]) -> None:
    """Complete the user task at an activity."""
    (task,) = who.ok(
        "POST",
        "/user-tasks/search",
        {"filter": {"process_instance_id": instance_id, "activity_id": activity, "state": "open"}},
    )["items"]
    who.ok("POST", f"/user-tasks/{task['id']}/complete", {"variables": variables})


def run_jobs() -> None:
    while running.run_ready_jobs():
        pass


@pytest.mark.parametrize("file", FILES)
def test_a_template_is_deployed_unchanged_under_its_own_key(admin: Api, file: str) -> None:
    key, _, suffix = file.partition(".")

    made = deploy(admin, key)

    kinds = {"bpmn": "process_definitions", "dmn": "decision_definitions", "form": "forms"}
    assert [one["key"] for one in made[kinds[suffix]]] == [key]


@pytest.mark.parametrize(
    ("key", "steps", "end"),
    [
        (
            "two-level-approval",
            [
                ("managers1", "approve", {"approved": True}),
                ("directors1", "approve_finally", {"confirmed": True}),
            ],
            "accepted",
        ),
        ("two-level-approval", [("managers1", "approve", {"approved": False})], "rejected"),
        (
            "four-eyes-check",
            [
                ("clerks1", "enter", {"amount": 7}),
                ("clerks2", "check", {"is_right": False}),
                ("clerks1", "enter", {"amount": 8}),
                ("clerks2", "check", {"is_right": True}),
            ],
            "checked",
        ),
        (
            "parallel-reviews",
            [
                ("legal1", "review_law", {"law_agrees": True}),
                ("finance1", "review_finance", {"finance_agrees": True}),
            ],
            "accepted",
        ),
        (
            "parallel-reviews",
            [
                ("legal1", "review_law", {"law_agrees": False}),
                ("finance1", "review_finance", {"finance_agrees": True}),
            ],
            "declined",
        ),
        ("reminder", [("clerks1", "work", {})], "done"),
    ],
)
def test_a_template_is_played_to_its_end(
    admin: Api, people: dict[str, Api], key: str, steps: list[Step], end: str
) -> None:
    assert end in play(admin, people, key, steps)


def test_whoever_enters_does_not_check(admin: Api, people: dict[str, Api]) -> None:
    deploy(admin, "four-eyes-check")
    instance = admin.ok("POST", "/process-instances", {"definition_key": "four-eyes-check"})
    complete(people["clerks1"], instance["id"], "enter", {})
    (task,) = people["clerks1"].ok(
        "POST", "/user-tasks/search", {"filter": {"activity_id": "check", "state": "open"}}
    )["items"]

    answer = people["clerks1"]("POST", f"/user-tasks/{task['id']}/complete", {"variables": {}})

    assert answer.status == 403


@CALLS_OUT
def test_a_reminder_is_sent_and_the_task_taken_over(
    admin: Api, people: dict[str, Api], settings: Settings, tmp_path: Any
) -> None:
    settings.BPM_MAIL_OUTBOX = tmp_path / "mails"
    deploy(admin, "reminder")
    instance = admin.ok("POST", "/process-instances", {"definition_key": "reminder"})
    for timer in ("two_days", "a_week"):
        waiting = admin.ok("GET", "/jobs")["items"]
        (job,) = [job for job in waiting if job["activity_id"] == timer]
        admin.ok("POST", f"/jobs/{job['id']}/run-now", {})
        run_jobs()

    complete(people["managers1"], instance["id"], "take_over", {})

    assert admin.ok("GET", f"/process-instances/{instance['id']}")["state"] == "completed"
    assert len(list((tmp_path / "mails").iterdir())) == 1


@pytest.fixture
def orders(settings: Settings) -> Iterator[list[str]]:
    """Stand in for the program that takes orders: it refuses the first one."""
    statuses = ["200 OK", "422 Unprocessable Content"]

    def take(_environ: object, start_response: Any) -> list[bytes]:
        start_response(statuses.pop(), [("Content-Type", "application/json")])
        return [b"{}"]

    server = make_server("127.0.0.1", 0, take)
    settings.BPM_HTTP_STAND_INS = {"orders.example": ("127.0.0.1", server.server_port)}
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield statuses
    server.shutdown()
    thread.join()
    server.server_close()


@CALLS_OUT
def test_a_refused_call_is_corrected_and_made_again(
    admin: Api, people: dict[str, Api], orders: list[str]
) -> None:
    visited = play(admin, people, "http-call", [("operators1", "correct", {"order": "two"})])

    assert orders == []
    assert [visited.count(activity) for activity in ("call", "correct", "sent")] == [2, 1, 1]


@pytest.mark.parametrize(
    ("key", "variables", "result"),
    [
        ("approval-level", {"amount": 100}, {"approvals": 0, "group": ""}),
        ("approval-level", {"amount": 9000}, {"approvals": 2, "group": "directors"}),
        ("score", {"income": 3500, "years": 6}, 70),
    ],
)
def test_a_template_decides(
    admin: Api, key: str, variables: dict[str, object], result: object
) -> None:
    deploy(admin, key)

    assert (
        admin.ok("POST", f"/decisions/{key}/evaluate", {"variables": variables})["result"] == result
    )
