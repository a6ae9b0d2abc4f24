"""Reading and steering process instances over REST."""

import pytest
from django.db import connection

from bpm.history import queries as history_queries
from tests.api.client import UNUSED_ID, Api
from tests.api.instances import GATEWAY, count_rows, deploy, start
from tests.builders import END, START, chain, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("id_", ["x", "0", UNUSED_ID, "%00", "..%2f..%2fetc", "'%20or%201=1--"])
def test_strange_ids_are_not_found(admin: Api, id_: str) -> None:
    for path in ("", "/variables", "/history", "/path", "/activity-instances"):
        assert admin("GET", f"/process-instances/{id_}{path}").status == 404
    for verb in ("cancel", "suspend", "resume"):
        assert admin("POST", f"/process-instances/{id_}/{verb}").status == 404
    assert admin("PATCH", f"/process-instances/{id_}/variables", {"variables": {}}).status == 404


def test_a_condition_without_answer_is_an_incident_that_can_be_mended(admin: Api) -> None:
    key = deploy(admin, GATEWAY)

    broken = start(admin, key, variables={"amount": "much"})

    assert broken["state"] == "active"
    assert broken["has_incidents"] is True
    (place,) = broken["waiting_at"]
    assert place["activity_id"] == "gate"
    incidents = admin.ok(
        "POST", "/incidents/search", {"filter": {"process_instance_id": broken["id"]}}
    )["items"]
    (incident,) = incidents
    assert incident["id"] == place["incident_id"]
    assert "amount" in incident["message"]
    assert incident["resolved_at"] is None

    still = admin.ok("POST", f"/incidents/{incident['id']}/retry")
    assert still["resolved_at"] is not None
    (again,) = admin.ok("GET", f"/process-instances/{broken['id']}")["waiting_at"]
    assert again["incident_id"] not in {None, incident["id"]}

    patched = admin.ok(
        "PATCH", f"/process-instances/{broken['id']}/variables", {"variables": {"amount": 2000}}
    )
    assert patched["variables"] == {"amount": 2000}
    resolved = admin.ok("POST", f"/incidents/{again['incident_id']}/retry")
    assert resolved["resolved_at"] is not None
    assert admin("POST", f"/incidents/{again['incident_id']}/retry").code == "incident_resolved"
    mended = admin.ok("GET", f"/process-instances/{broken['id']}")
    assert mended["has_incidents"] is False
    assert [place["activity_id"] for place in mended["waiting_at"]] == ["manager"]


def test_variables_are_patched_typed_and_read_back(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key, variables={"a": 1, "b": [1, 2]})
    path = f"/process-instances/{instance['id']}/variables"

    admin.ok(
        "PATCH",
        path,
        {
            "variables": {"due": "2026-05-01", "order": {"placed": "2026-05-01T08:00:00Z"}},
            "variable_types": {"due": "date", "/order/placed": "date_time"},
        },
    )

    read = admin.ok("GET", path)
    assert read["variables"]["a"] == 1
    assert read["variables"]["b"] == [1, 2]
    assert read["variables"]["due"] == "2026-05-01"
    assert read["variable_types"] == {"due": "date", "/order/placed": "date_time"}


def test_large_values_are_kept_once_and_read_whole(admin: Api) -> None:
    key = deploy(
        admin,
        chain(START, script("copy", "document", "copied"), user_task("approve"), END),
    )
    document = {"text": "ü" * 20_000, "numbers": list(range(500))}

    instance = start(admin, key, variables={"document": document, "small": 1})
    admin.ok("PATCH", f"/process-instances/{instance['id']}/variables", {"variables": {"small": 2}})

    read = admin.ok("GET", f"/process-instances/{instance['id']}?include=variables")
    assert read["variables"] == {"document": document, "copied": document, "small": 2}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(length(variables::text)) FROM process_instance")
        assert cursor.fetchone()[1] < 100
        cursor.execute("SELECT count(*) FROM large_value")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT max(length(events::text)) FROM history_event")
        assert cursor.fetchone()[0] < 4_000


def test_history_and_path_tell_what_happened(admin: Api, alice: Api) -> None:
    key = deploy(admin, GATEWAY)
    instance = start(admin, key, variables={"amount": 5000})
    task_id = instance["waiting_at"][0]["user_task_id"]
    for part in ("history", "path", "activity-instances"):
        assert alice("GET", f"/process-instances/{instance['id']}/{part}").status == 403
    alice.ok("POST", f"/user-tasks/{task_id}/claim")
    alice.ok("POST", f"/user-tasks/{task_id}/complete", {"variables": {"approved": True}})

    history = admin.ok("GET", f"/process-instances/{instance['id']}/history")["items"]
    path = admin.ok("GET", f"/process-instances/{instance['id']}/path")
    visits = admin.ok("GET", f"/process-instances/{instance['id']}/activity-instances")["items"]

    assert [(item["command"], item["actor"], item["revision"]) for item in history] == [
        ("start_process_instance", "ada", 1),
        ("claim_user_task", "alice", None),
        ("complete_user_task", "alice", 2),
    ]
    changed = [event for event in history[2]["events"] if event["type"] == "variable_changed"]
    assert changed == [{"type": "variable_changed", "name": "approved", "new": True}]
    assert path == {
        "activities": {"start": 1, "gate": 1, "manager": 1, "end": 1},
        "flows": {"f1": 1, "big": 1, "f2": 1},
    }
    assert [(visit["activity_id"], visit["outcome"]) for visit in visits] == [
        (name, "completed") for name in ("start", "gate", "manager", "end")
    ]


@pytest.mark.parametrize(
    ("order", "revisions"), [("", [1, 2, 3, 4]), ("&newest_first=true", [4, 3, 2, 1])]
)
def test_history_comes_in_pages(admin: Api, order: str, revisions: list[int]) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key)
    path = f"/process-instances/{instance['id']}"
    for n in range(3):
        admin.ok("PATCH", f"{path}/variables", {"variables": {"n": n}})

    first = admin.ok("GET", f"{path}/history?limit=3{order}")
    cursor = first["page"]["next_cursor"]
    rest = admin.ok("GET", f"{path}/history?limit=3{order}&cursor={cursor}")

    assert [item["revision"] for item in first["items"] + rest["items"]] == revisions
    assert rest["page"]["next_cursor"] is None


def test_pages_of_history_stay_small(admin: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_queries, "MOST_EVENTS", 4)
    key = deploy(admin, chain(START, user_task("approve"), END))
    path = f"/process-instances/{start(admin, key)['id']}"
    for n in range(6):
        admin.ok("PATCH", f"{path}/variables", {"variables": {"n": n}})

    pages = [admin.ok("GET", f"{path}/history")]
    while pages[-1]["page"]["next_cursor"]:
        cursor = pages[-1]["page"]["next_cursor"]
        pages.append(admin.ok("GET", f"{path}/history?cursor={cursor}"))

    # The start alone tells more than a page may hold, and is told nevertheless.
    assert [[item["revision"] for item in page["items"]] for page in pages] == [
        [1],
        [2, 3, 4, 5],
        [6, 7],
    ]


def test_cancelling_ends_everything_once(admin: Api, alice: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key)
    task_id = instance["waiting_at"][0]["user_task_id"]

    view = admin.ok("POST", f"/process-instances/{instance['id']}/cancel", {"reason": "Wrong."})
    again = admin("POST", f"/process-instances/{instance['id']}/cancel")
    late = alice("POST", f"/user-tasks/{task_id}/complete")

    assert (view["state"], view["waiting_at"]) == ("cancelled", [])
    assert view["ended_at"]
    assert (again.status, again.code) == (409, "process_instance_ended")
    assert "cancelled" in again.json["detail"]
    assert (late.status, late.code) == (409, "user_task_closed")
    assert alice.ok("GET", f"/user-tasks?process_instance_id={instance['id']}")["items"] == []


def test_a_reason_that_is_too_long_cancels_nothing(admin: Api) -> None:
    instance = start(admin, deploy(admin, chain(START, user_task("approve"), END)))
    path = f"/process-instances/{instance['id']}/cancel"
    before = count_rows()

    refused = admin("POST", path, {"reason": "x" * 1_001})

    assert (refused.status, refused.code) == (422, "invalid_reason")
    assert count_rows() == before
    assert admin.ok("POST", path, {"reason": "x" * 1_000})["state"] == "cancelled"


def test_a_suspended_instance_stands_still_and_stays_editable(admin: Api, alice: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key)
    path = f"/process-instances/{instance['id']}"
    task = f"/user-tasks/{instance['waiting_at'][0]['user_task_id']}"

    assert admin.ok("POST", f"{path}/suspend")["state"] == "suspended"
    assert admin.ok("POST", f"{path}/suspend")["state"] == "suspended"
    assert alice("POST", f"{task}/claim").status == 423
    assert alice("POST", f"{task}/complete").status == 423
    assert admin("PATCH", f"{path}/variables", {"variables": {"n": 1}}).status == 200
    assert alice.ok("GET", task)["suspended"] is True

    assert admin.ok("POST", f"{path}/resume")["state"] == "active"
    alice.ok("POST", f"{task}/complete")
    assert admin.ok("GET", path)["state"] == "completed"
