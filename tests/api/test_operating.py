"""What operators do with jobs and incidents over REST, and who may not."""

from datetime import timedelta
from typing import Any

import pytest

from bpm.base import clock
from bpm.identity.contracts import Permission
from bpm.jobs import running
from bpm.jobs.contracts import LeasedJob
from bpm.runtime.job_handlers import HANDLERS
from tests.api.client import Api, permit
from tests.api.instances import GATEWAY, count_rows, deploy, start
from tests.builders import END, START, chain, script

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = script(
    "add", "n + 1", "m", extensions='<bpm:async before="true"/><bpm:retry cycle="R1/PT1S"/>'
)
TWICE = script("add", "n + 1", "m", extensions='<bpm:async before="true"/>')


@pytest.fixture
def explosions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every job fail with the next of these messages, and work once there is none."""
    messages: list[str] = []
    execute = HANDLERS["async_before"].execute

    def run(job: LeasedJob) -> None:
        if messages:
            raise ValueError(messages.pop(0))
        execute(job)

    monkeypatch.setattr(HANDLERS["async_before"], "execute", run)
    return messages


def failed_job(admin: Api, explosions: list[str], *messages: str, model: str = ONCE) -> list[Any]:
    """Return the jobs of new instances, one for each message that its attempt fails with."""
    key = deploy(admin, chain(START, model, END))
    for _ in messages:
        start(admin, key, variables={"n": 1})
    explosions.extend(messages)
    running.run_ready_jobs()
    items: list[Any] = admin.ok("GET", "/jobs")["items"]
    return items


def test_retry_job_gives_all_retries_back(admin: Api, explosions: list[str]) -> None:
    (job,) = failed_job(admin, explosions, "The printer burns.")
    assert (job["state"], job["retries_left"], job["last_error"]) == (
        "failed",
        0,
        "The printer burns.",
    )
    (incident,) = admin.ok("GET", "/incidents")["items"]

    retried = admin.ok("POST", f"/jobs/{job['id']}/retry")

    assert retried["state"] == "ready"
    assert admin.ok("GET", f"/jobs/{job['id']}") == retried
    assert admin.ok("GET", f"/incidents/{incident['id']}")["resolved_at"]
    instance = admin.ok("GET", f"/process-instances/{job['process_instance_id']}")
    assert instance["has_incidents"] is False
    running.run_ready_jobs()
    assert admin("GET", f"/jobs/{job['id']}").status == 404


def test_a_job_between_two_attempts_is_retried_at_once(admin: Api, explosions: list[str]) -> None:
    (job,) = failed_job(admin, explosions, "Once.", model=TWICE)
    assert (job["state"], job["retries_left"]) == ("armed", 2)

    retried = admin.ok("POST", f"/jobs/{job['id']}/retry")

    assert (retried["state"], retried["retries_left"]) == ("ready", 3)


def test_a_job_that_has_not_failed_is_not_retried(admin: Api) -> None:
    instance = start(admin, deploy(admin, chain(START, ONCE, END)), variables={"n": 1})
    path = f"/jobs/{instance['waiting_at'][0]['job_id']}"
    before = count_rows()

    refused = admin("POST", f"{path}/retry")
    now = admin("POST", f"{path}/run-now")

    assert (refused.status, refused.code) == (409, "job_not_failed")
    assert (now.status, now.json["state"]) == (200, "ready")
    assert count_rows() == before


def test_a_due_date_is_moved_and_taken_back(admin: Api) -> None:
    instance = start(admin, deploy(admin, chain(START, ONCE, END)), variables={"n": 1})
    path = f"/jobs/{instance['waiting_at'][0]['job_id']}"
    later = clock.now() + timedelta(days=1)

    armed = admin.ok("POST", f"{path}/due-at", {"due_at": later.isoformat()})
    assert armed["state"] == "armed"
    assert running.run_ready_jobs() == 0
    ready = admin.ok("POST", f"{path}/run-now")

    assert ready["state"] == "ready"
    assert running.run_ready_jobs() == 1
    history = admin.ok("GET", f"/process-instances/{instance['id']}/history")["items"]
    assert [item["command"] for item in history[1:3]] == ["set_job_due_at", "run_job_now"]
    assert [item["revision"] for item in history[1:3]] == [None, None]
    assert history[1]["actor"] == "ada"


@pytest.mark.parametrize("due_at", ["2026-05-01T08:00:00", "9999-12-31T23:59:59Z", "soon", 7])
def test_a_due_date_that_cannot_be_kept(admin: Api, due_at: object) -> None:
    instance = start(admin, deploy(admin, chain(START, ONCE, END)), variables={"n": 1})
    before = count_rows()

    path = f"/jobs/{instance['waiting_at'][0]['job_id']}/due-at"
    assert admin("POST", path, {"due_at": due_at}).status == 422

    assert count_rows() == before


def test_a_job_that_has_failed_for_good_or_runs_keeps_its_date(
    admin: Api, explosions: list[str]
) -> None:
    (job,) = failed_job(admin, explosions, "Never.")
    when = {"due_at": "2026-05-01T08:00:00Z"}

    refusals = [
        admin("POST", f"/jobs/{job['id']}/run-now"),
        admin("POST", f"/jobs/{job['id']}/due-at", when),
    ]

    assert [(answer.status, answer.code) for answer in refusals] == [
        (409, "job_out_of_retries")
    ] * 2


def test_a_suspended_job_is_moved_but_does_not_run(admin: Api) -> None:
    instance = start(admin, deploy(admin, chain(START, ONCE, END)), variables={"n": 1})
    path = f"/jobs/{instance['waiting_at'][0]['job_id']}"
    later = (clock.now() + timedelta(days=1)).isoformat()
    admin.ok("POST", f"/process-instances/{instance['id']}/suspend")

    moved = admin.ok("POST", f"{path}/due-at", {"due_at": later})
    refused = admin("POST", f"{path}/run-now")
    retried = admin("POST", f"{path}/retry")

    assert (moved["state"], moved["suspended"]) == ("armed", True)
    assert (refused.status, refused.code) == (423, "job_suspended")
    assert (retried.status, retried.code) == (423, "process_instance_suspended")


def test_jobs_are_found_by_what_went_wrong(admin: Api, explosions: list[str]) -> None:
    (job,) = failed_job(admin, explosions, "The printer burns.")

    found = admin.ok(
        "POST",
        "/jobs/search",
        {
            "filter": {"state": "failed", "last_error": {"$like": "%printer%"}},
            "sort": [{"field": "created_at", "order": "desc"}],
            "include_total": True,
        },
    )

    assert found["items"] == [job]
    assert found["page"]["total"] == 1
    assert (job["activity_name"], job["definition_name"]) == ("add", job["definition_key"])


def test_annotate_incident_and_own_incident(admin: Api) -> None:
    instance = start(admin, deploy(admin, GATEWAY), variables={"amount": "much"})
    path = f"/incidents/{instance['waiting_at'][0]['incident_id']}"

    admin.ok("POST", f"{path}/annotate", {"note": "The shop was told."})
    owned = admin.ok("POST", f"{path}/owner", {"owner": "alice"})
    assert (owned["note"], owned["owner"]) == ("The shop was told.", "alice")
    assert admin.ok("GET", "/incidents?owner=alice")["items"] == [owned]
    before = count_rows()
    assert admin.ok("POST", f"{path}/owner", {"owner": "alice"}) == owned
    assert count_rows() == before

    admin.ok("POST", f"/process-instances/{instance['id']}/cancel")
    freed = admin.ok("POST", f"{path}/owner", {"owner": None})
    assert (freed["owner"], freed["note"]) == (None, "The shop was told.")
    history = admin.ok("GET", f"/process-instances/{instance['id']}/history")["items"]
    assert history[1]["events"] == [
        {
            "type": "incident_note_changed",
            "incident_id": owned["id"],
            "activity_id": "gate",
            "old": None,
            "new": "The shop was told.",
        }
    ]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("annotate", {"note": ""}),
        ("annotate", {"note": " \n"}),
        ("annotate", {"note": "x" * 10_001}),
        ("annotate", {}),
        ("annotate", {"note": 7}),
        ("owner", {"owner": "nobody"}),
        ("owner", {"owner": ""}),
        ("owner", {"owner": "x" * 5_000}),
    ],
)
def test_a_note_or_an_owner_that_cannot_be_kept(admin: Api, verb: str, body: object) -> None:
    instance = start(admin, deploy(admin, GATEWAY), variables={"amount": "much"})
    path = f"/incidents/{instance['waiting_at'][0]['incident_id']}"
    before = count_rows()

    assert admin("POST", f"{path}/{verb}", body).status == 422

    assert count_rows() == before


def test_readers_may_not_operate(admin: Api, charlie: Api, explosions: list[str]) -> None:
    (job,) = failed_job(admin, explosions, "Never.")
    (group,) = admin.ok("GET", "/incidents/groups")["items"]
    permit(charlie, Permission.READ_INSTANCES)
    incident = f"/incidents/{group['sample']['id']}"
    before = count_rows()

    answers = [
        charlie("POST", f"/jobs/{job['id']}/retry"),
        charlie("POST", f"/jobs/{job['id']}/run-now"),
        charlie("POST", f"/jobs/{job['id']}/due-at", {"due_at": "2026-05-01T08:00:00Z"}),
        charlie("POST", f"/incidents/groups/{group['fingerprint']}/retry"),
        charlie("POST", f"/incidents/groups/{group['fingerprint']}/annotate", {"note": "x"}),
        charlie("POST", f"/incidents/groups/{group['fingerprint']}/owner", {"owner": None}),
        charlie("POST", f"{incident}/annotate", {"note": "x"}),
        charlie("POST", f"{incident}/owner", {"owner": None}),
    ]

    assert {(answer.status, answer.code) for answer in answers} == {(403, "permission_missing")}
    assert charlie.ok("GET", f"/jobs/{job['id']}") == job
    assert charlie.ok("GET", "/incidents/groups")["items"] == [group]
    assert count_rows() == before
