"""Incidents and jobs over REST: who reads them, who may try again."""

from typing import Any
from uuid import uuid4

import pytest

from bpm.definitions.contracts import DefinitionState
from bpm.definitions.models import ProcessDefinition
from bpm.identity.contracts import Permission
from bpm.jobs import running
from bpm.runtime.job_handlers import HANDLERS
from tests.api.client import UNUSED_ID, Api, permit
from tests.api.instances import GATEWAY, count_rows, deploy, start
from tests.builders import END, START, chain, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)

WAITS = script("add", "n + 1", "m", extensions='<bpm:async before="true"/>')


@pytest.fixture
def broken(admin: Api) -> Any:
    return start(admin, deploy(admin, GATEWAY), business_key="B-1", variables={"amount": "much"})


def test_an_incident_says_where_and_why(admin: Api, broken: Any) -> None:
    incident_id = broken["waiting_at"][0]["incident_id"]

    incident = admin.ok("GET", f"/incidents/{incident_id}")

    assert incident["process_instance_id"] == broken["id"]
    assert (incident["activity_id"], incident["kind"]) == ("gate", "step_failed")
    assert incident["business_key"] == "B-1"
    assert incident["fingerprint"]
    assert (incident["job_id"], incident["resolved_at"], incident["owner"]) == (None, None, None)
    assert admin.ok("GET", "/incidents?kind=step_failed")["items"] == [incident]
    assert admin.ok("GET", f"/incidents?definition_key={uuid4()}")["items"] == []
    found = admin.ok("POST", "/incidents/search", {"filter": {"resolved_at": {"$exists": False}}})
    assert found["items"] == [incident]


def test_equal_faults_share_a_fingerprint(admin: Api) -> None:
    key = deploy(admin, GATEWAY)
    for amount in ("much", "more"):
        start(admin, key, variables={"amount": amount})

    found = admin.ok("GET", f"/incidents?definition_key={key}")["items"]

    assert len(found) == 2
    assert len({incident["fingerprint"] for incident in found}) == 1


def test_incidents_are_for_those_who_read_all(
    admin: Api, alice: Api, charlie: Api, nobody: Api, broken: Any
) -> None:
    path = f"/incidents/{broken['waiting_at'][0]['incident_id']}"
    before = count_rows()

    assert nobody("GET", path).status == 401
    assert alice("GET", path).status == 404
    assert alice("POST", f"{path}/retry").status == 404
    assert alice.ok("GET", "/incidents")["items"] == []
    permit(charlie, Permission.READ_INSTANCES)
    assert charlie("GET", path).status == 200
    refused = charlie("POST", f"{path}/retry")
    assert (refused.status, refused.code) == (403, "permission_missing")
    assert count_rows() == before


@pytest.mark.parametrize("id_", ["x", "0", UNUSED_ID, "%00"])
def test_strange_ids_are_not_found(admin: Api, id_: str) -> None:
    assert admin("GET", f"/incidents/{id_}").status == 404
    assert admin("POST", f"/incidents/{id_}/retry").status == 404


def test_retrying_is_refused_while_suspended_and_after_the_end(admin: Api, broken: Any) -> None:
    retry = f"/incidents/{broken['waiting_at'][0]['incident_id']}/retry"
    path = f"/process-instances/{broken['id']}"

    admin.ok("POST", f"{path}/suspend")
    suspended = admin("POST", retry)
    admin.ok("POST", f"{path}/cancel")
    ended = admin("POST", retry)

    assert (suspended.status, suspended.code) == (423, "process_instance_suspended")
    assert (ended.status, ended.code) == (409, "process_instance_ended")
    assert admin.ok("GET", "/incidents")["items"][0]["resolved_at"]


def test_a_retry_repeated_with_one_key_is_one_retry(admin: Api, broken: Any) -> None:
    retry = f"/incidents/{broken['waiting_at'][0]['incident_id']}/retry"
    headers = {"Idempotency-Key": "again"}

    first = admin("POST", retry, headers=headers)
    before = count_rows()
    second = admin("POST", retry, headers=headers)

    assert second.json == first.json
    assert count_rows() == before


def test_jobs_are_listed_while_they_wait(admin: Api, alice: Api) -> None:
    key = deploy(admin, chain(START, WAITS, user_task("look"), END))
    instance = start(admin, key, variables={"n": 1})

    (job,) = admin.ok("GET", f"/jobs?process_instance_id={instance['id']}")["items"]

    assert job["id"] == instance["waiting_at"][0]["job_id"]
    assert (job["kind"], job["state"], job["activity_id"]) == ("async_before", "ready", "add")
    assert admin.ok("POST", "/jobs/search", {"filter": {"state": "failed"}})["items"] == []
    assert alice.ok("GET", "/jobs")["items"] == []
    running.run_ready_jobs()
    assert admin.ok("GET", "/jobs")["items"] == []
    read = admin.ok("GET", f"/process-instances/{instance['id']}")
    assert [place["activity_id"] for place in read["waiting_at"]] == ["look"]


ALLOWED_KINDS = {
    "/incidents": "step_failed, uncaught_error, step_budget_exceeded, stuck, job_failed",
    "/jobs": ", ".join(sorted(HANDLERS)),
}


@pytest.mark.parametrize("path", ALLOWED_KINDS)
def test_a_kind_that_there_is_not_is_refused_with_those_there_are(admin: Api, path: str) -> None:
    listed = admin("GET", f"{path}?kind=step_faild")
    searched = admin("POST", f"{path}/search", {"filter": {"kind": {"$in": ["step_faild"]}}})

    for answer in (listed, searched):
        assert (answer.status, answer.code) == (422, "invalid_search")
        (problem,) = answer.json["errors"]
        allowed = f"Give one of: {ALLOWED_KINDS[path]}."
        assert (problem["code"], problem["detail"]) == ("invalid_value", allowed)


def test_a_suspended_definition_starts_nothing(admin: Api) -> None:
    key = deploy(admin, chain(START, END))
    ProcessDefinition.objects.filter(key=key).update(state=DefinitionState.SUSPENDED)
    before = count_rows()

    answer = admin("POST", "/process-instances", {"definition_key": key})

    assert (answer.status, answer.code) == (423, "process_definition_suspended")
    assert count_rows() == before
