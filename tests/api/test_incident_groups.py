"""Incidents of one and the same fault over REST, in pages, and what is done with all of them."""

from typing import Any

import pytest

from bpm.jobs import running
from bpm.runtime import noting
from bpm.runtime.commands import retry_incident_group
from bpm.runtime.queries import incident_groups
from tests.api.client import Api
from tests.api.instances import GATEWAY, count_rows, deploy, start
from tests.api.test_operating import explosions, failed_job

__all__ = ["explosions"]
pytestmark = pytest.mark.django_db(transaction=True)


def stop_at_gates(admin: Api, *counts: int) -> list[str]:
    """Open so many incidents in a process of its own for each count; return the keys."""
    keys = []
    for count in counts:
        key = deploy(admin, GATEWAY)
        for _ in range(count):
            start(admin, key, variables={"amount": "much"})
        keys.append(key)
    return keys


def read_groups(admin: Api, query: str = "") -> list[Any]:
    """Return the groups of one page."""
    items: list[Any] = admin.ok("GET", f"/incidents/groups{query}")["items"]
    return items


def test_equal_faults_of_jobs_form_one_group(admin: Api, explosions: list[str]) -> None:
    messages = [f"Order {number} was refused by 'shop-{number}'." for number in (17, 4711)]
    failed_job(admin, explosions, *messages)
    start(admin, deploy(admin, GATEWAY), variables={"amount": "much"})

    groups = admin.ok("GET", "/incidents/groups?include_total=true")

    largest, other = groups["items"]
    assert (largest["count"], largest["activity_id"], largest["kind"]) == (2, "add", "job_failed")
    assert largest["first_at"] < largest["last_at"] == largest["sample"]["created_at"]
    assert largest["sample"]["message"] == messages[1]
    assert (largest["owners"], largest["note"], sum(largest["by_hour"])) == ([], None, 2)
    assert len(largest["by_hour"]) == 16
    assert (other["count"], other["activity_id"]) == (1, "gate")
    assert groups["page"]["total"] == 2
    key = other["definition_key"]
    assert admin.ok("GET", f"/incidents/groups?definition_key={key}")["items"] == [other]
    assert admin.ok("GET", "/incidents/groups?limit=1")["items"] == [largest]
    assert admin("GET", "/incidents/groups?colour=red").status == 422
    found = admin.ok(
        "POST", "/incidents/search", {"filter": {"fingerprint": largest["fingerprint"]}}
    )
    assert len(found["items"]) == 2


def test_retry_incident_group_goes_one_by_one(admin: Api, explosions: list[str]) -> None:
    jobs = failed_job(admin, explosions, *["The printer burns."] * 3)
    (group,) = admin.ok("GET", "/incidents/groups")["items"]
    admin.ok("POST", f"/process-instances/{jobs[0]['process_instance_id']}/suspend")
    retry = f"/incidents/groups/{group['fingerprint']}/retry"

    answer = admin.ok("POST", retry)

    assert (answer["retried"], answer["remaining"]) == (2, 0)
    assert [failed["code"] for failed in answer["failed"]] == ["process_instance_suspended"]
    assert running.run_ready_jobs() == 2
    (left,) = admin.ok("GET", "/incidents/groups")["items"]
    assert left["count"] == 1
    assert admin("POST", "/incidents/groups/none/retry").status == 404


def test_of_resolved_incidents_the_newest_are_counted(
    admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = stop_at_gates(admin, 2, 3)
    for incident in admin.ok("GET", "/incidents")["items"]:
        instance = incident["process_instance_id"]
        admin.ok("POST", f"/process-instances/{instance}/cancel")
    resolved = "?state=resolved"
    assert [group["count"] for group in read_groups(admin, resolved)] == [3, 2]

    monkeypatch.setattr(incident_groups, "MOST_RESOLVED", 4)
    groups = read_groups(admin, resolved)
    assert [(group["definition_key"], group["count"]) for group in groups] == [(new, 3), (old, 1)]
    (of_old,) = read_groups(admin, f"{resolved}&definition_key={old}")
    assert of_old["count"] == 2
    assert read_groups(admin) == []


def test_groups_come_in_pages_there_and_back(admin: Api) -> None:
    stop_at_gates(admin, 1, 3, 1, 2)
    everything = read_groups(admin)
    assert [group["count"] for group in everything] == [3, 2, 1, 1]
    path = "/incidents/groups?limit=1"

    there, cursor = [], ""
    while True:
        page = admin.ok("GET", f"{path}{cursor}")
        there += page["items"]
        if page["page"]["next_cursor"] is None:
            break
        cursor = f"&cursor={page['page']['next_cursor']}"
    back = [page["items"][0]]
    while (previous := page["page"]["previous_cursor"]) is not None:
        page = admin.ok("GET", f"{path}&cursor={previous}")
        back = [*page["items"], *back]

    assert there == back == everything


@pytest.mark.parametrize("query", ["cursor=x", "state=shut", "state=", "limit=0", "sort=count"])
def test_groups_that_cannot_be_asked_for(admin: Api, query: str) -> None:
    assert admin("GET", f"/incidents/groups?{query}").status == 422


def test_a_cursor_of_another_list_is_refused(admin: Api) -> None:
    stop_at_gates(admin, 1, 1)
    cursor = admin.ok("GET", "/incidents?limit=1")["page"]["next_cursor"]
    answer = admin("GET", f"/incidents/groups?cursor={cursor}")
    assert (answer.status, answer.code) == (422, "invalid_search")


def test_resolved_incidents_form_groups_of_their_own(admin: Api) -> None:
    (key,) = stop_at_gates(admin, 2)
    (group,) = read_groups(admin)
    instance = group["sample"]["process_instance_id"]

    admin.ok("POST", f"/process-instances/{instance}/cancel")

    (left,) = read_groups(admin)
    (resolved,) = read_groups(admin, "?state=resolved")
    assert (left["count"], resolved["count"]) == (1, 1)
    assert resolved["sample"]["process_instance_id"] == instance
    assert resolved["fingerprint"] == left["fingerprint"]
    assert read_groups(admin, f"?state=resolved&definition_key={key}x") == []


def test_owner_and_note_of_a_whole_group_are_one_command(admin: Api) -> None:
    stop_at_gates(admin, 3)
    (group,) = read_groups(admin)
    path = f"/incidents/groups/{group['fingerprint']}"
    admin.ok("POST", f"/incidents/{group['sample']['id']}/owner", {"owner": "bob"})

    owned = admin.ok("POST", f"{path}/owner", {"owner": "alice"})
    noted = admin.ok("POST", f"{path}/annotate", {"note": "The shop was told."})

    assert (owned["owners"], owned["note"]) == (["alice"], None)
    assert (noted["owners"], noted["note"]) == (["alice"], "The shop was told.")
    assert read_groups(admin) == [noted]
    before = count_rows()
    assert admin.ok("POST", f"{path}/owner", {"owner": "alice"}) == noted
    assert count_rows() == before
    for incident in admin.ok("GET", "/incidents")["items"]:
        assert (incident["owner"], incident["note"]) == ("alice", "The shop was told.")
        history = admin.ok("GET", f"/process-instances/{incident['process_instance_id']}/history")
        commands = [item["command"] for item in history["items"]]
        assert commands[-2:] == ["own_incident_group", "annotate_incident_group"]
        event = history["items"][-2]["events"][0]
        was = "bob" if incident["id"] == group["sample"]["id"] else None
        assert (event["type"], event["old"], event["new"]) == (
            "incident_owner_changed",
            was,
            "alice",
        )
    freed = admin.ok("POST", f"{path}/owner", {"owner": None})
    assert freed["owners"] == []


def test_a_repeated_command_on_a_group_changes_nothing(admin: Api) -> None:
    stop_at_gates(admin, 2)
    (group,) = read_groups(admin)
    path = f"/incidents/groups/{group['fingerprint']}/annotate"
    first = admin("POST", path, {"note": "x"}, headers={"Idempotency-Key": "one"})
    admin.ok("POST", path, {"note": "y"})
    before = count_rows()

    again = admin("POST", path, {"note": "x"}, headers={"Idempotency-Key": "one"})

    assert (again.status, again.json) == (200, first.json)
    assert count_rows() == before


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("annotate", {"note": " "}),
        ("annotate", {"note": "x" * 10_001}),
        ("annotate", {}),
        ("owner", {"owner": "nobody"}),
        ("owner", {"owner": 7}),
        ("retry", {"after": "x"}),
        ("retry", {"colour": "red"}),
    ],
)
def test_what_cannot_be_done_with_a_group(admin: Api, verb: str, body: object) -> None:
    stop_at_gates(admin, 2)
    (group,) = read_groups(admin)
    before = count_rows()

    refused = admin("POST", f"/incidents/groups/{group['fingerprint']}/{verb}", body)
    unknown = admin("POST", f"/incidents/groups/none/{verb}", body)

    assert (refused.status, unknown.status in {404, 422}) == (422, True)
    assert count_rows() == before


def test_a_group_beyond_the_limit_stays_as_it_is(
    admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "MAX_GROUP_INCIDENTS", 2)
    stop_at_gates(admin, 3)
    (group,) = read_groups(admin)

    refused = admin("POST", f"/incidents/groups/{group['fingerprint']}/owner", {"owner": "bob"})

    assert (refused.status, refused.code) == (409, "incident_group_too_large")
    assert read_groups(admin) == [group]


def test_each_of_a_large_group_is_retried_once(admin: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_incident_group, "MAX_RETRIES_AT_ONCE", 2)
    stop_at_gates(admin, 5)
    (group,) = read_groups(admin)
    mended, suspended = [
        incident["process_instance_id"] for incident in admin.ok("GET", "/incidents")["items"][:2]
    ]
    admin.ok("PATCH", f"/process-instances/{mended}/variables", {"variables": {"amount": 1}})
    admin.ok("POST", f"/process-instances/{suspended}/suspend")
    path = f"/incidents/groups/{group['fingerprint']}/retry"

    answers: list[Any] = []
    body = {"up_to": group["sample"]["id"]}
    while not answers or answers[-1]["remaining"] > 0:
        answers.append(admin.ok("POST", path, body))
        body["after"] = answers[-1]["last_id"]

    told = [(one["retried"], one["failed_again"], len(one["failed"])) for one in answers]
    assert told == [(2, 2, 0), (1, 1, 1), (1, 0, 0)]
    assert admin("POST", path, body).status == 404
    assert read_groups(admin)[0]["count"] == 4
