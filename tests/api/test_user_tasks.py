"""The inbox over REST: who sees what, and who may do what to it."""

from typing import Any

import pytest
from django.db import connection

from bpm.base import clock
from bpm.identity.contracts import Permission
from tests.api.client import UNUSED_ID, Api, permit
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)


def reach(admin: Api, assignment: str = 'candidateGroups="reviewers"', **body: Any) -> str:
    """Start an instance that waits at one user task and return the task's path."""
    key = deploy(admin, chain(START, user_task("approve", assignment), END))
    return f"/user-tasks/{start(admin, key, **body)['waiting_at'][0]['user_task_id']}"


def ids(page: Any) -> list[str]:
    return [item["id"] for item in page["items"]]


def test_a_group_sees_a_task_and_others_do_not(
    admin: Api, alice: Api, bob: Api, charlie: Api, nobody: Api
) -> None:
    task = reach(admin, business_key="B-1")

    view = alice.ok("GET", task)

    assert (view["activity_id"], view["name"], view["state"]) == ("approve", "approve", "open")
    assert (view["business_key"], view["candidate_groups"]) == ("B-1", ["reviewers"])
    assert (view["assignee"], view["priority"], view["revision"]) == (None, 50, 1)
    assert (view["can_claim"], view["can_complete"], view["why_not"]) == (True, True, None)
    instance = view["process_instance_id"]
    for who, seen in ((alice, 1), (bob, 1), (charlie, 0)):
        assert len(ids(who.ok("GET", f"/user-tasks?process_instance_id={instance}"))) == seen
        assert len(ids(who.ok("GET", "/user-tasks?view=groups"))) == seen
        assert len(ids(who.ok("POST", "/user-tasks/search", {}))) == seen
    assert charlie("GET", task).status == 404
    for verb in ("claim", "unclaim", "complete"):
        assert charlie("POST", f"{task}/{verb}").status == 404
    assert charlie("POST", f"{task}/assign", {"assignee": "charlie"}).status == 404
    assert charlie("GET", f"{task}/form").status == 404
    assert charlie("GET", f"{task}/draft").status == 404
    assert nobody("GET", task).status == 401


def test_claiming_is_for_one_and_may_be_repeated(admin: Api, alice: Api, bob: Api) -> None:
    task = reach(admin)

    first = alice("POST", f"{task}/claim", {})
    again = alice("POST", f"{task}/claim", {})
    late = bob("POST", f"{task}/claim", {})

    assert (first.status, first.json["assignee"], first.json["revision"]) == (200, "alice", 2)
    assert first.headers["etag"] == '"2"'
    assert again.json == first.json
    assert (late.status, late.code) == (409, "user_task_claimed")
    assert "alice" in late.json["detail"]
    seen = bob.ok("GET", task)
    assert (seen["can_claim"], seen["can_complete"]) == (False, False)
    assert "alice" in seen["why_not"]
    assert ids(bob.ok("GET", "/user-tasks?view=groups")) == []
    assert len(ids(alice.ok("GET", "/user-tasks?view=mine"))) == 1


def test_completing_needs_the_assignee(admin: Api, alice: Api, bob: Api) -> None:
    task = reach(admin)
    alice.ok("POST", f"{task}/claim")
    before = count_rows()

    refused = bob("POST", f"{task}/complete", {"variables": {}})

    assert (refused.status, refused.code) == (403, "not_the_assignee")
    assert count_rows() == before
    done = alice("POST", f"{task}/complete", {"variables": {"approved": True}})
    assert (done.status, done.json["state"]) == (200, "completed")
    assert done.json["completed_at"]
    late = alice("POST", f"{task}/complete", {"variables": {"approved": False}})
    assert (late.status, late.code) == (409, "user_task_closed")
    instance = admin.ok(
        "GET", f"/process-instances/{done.json['process_instance_id']}?include=variables"
    )
    assert (instance["state"], instance["variables"]) == ("completed", {"approved": True})


def test_a_candidate_may_complete_what_nobody_holds(admin: Api, bob: Api) -> None:
    task = reach(admin)

    done = bob.ok("POST", f"{task}/complete")

    assert (done["state"], done["assignee"]) == ("completed", None)
    assert ids(bob.ok("GET", "/user-tasks?view=done")) == [done["id"]]


def test_reading_all_is_not_working_on_all(admin: Api, charlie: Api) -> None:
    task = reach(admin)
    permit(charlie, Permission.READ_INSTANCES)

    assert charlie.ok("GET", task)["why_not"]
    for verb in ("claim", "complete"):
        answer = charlie("POST", f"{task}/{verb}")
        assert (answer.status, answer.code) == (403, "not_a_candidate")
    answer = charlie("POST", f"{task}/assign", {"assignee": "charlie"})
    assert (answer.status, answer.code) == (403, "permission_missing")


def test_unclaiming_offers_the_task_again(admin: Api, alice: Api, bob: Api) -> None:
    task = reach(admin)
    alice.ok("POST", f"{task}/claim")

    refused = bob("POST", f"{task}/unclaim")
    free = alice.ok("POST", f"{task}/unclaim")
    again = alice.ok("POST", f"{task}/unclaim")

    assert (refused.status, refused.code) == (403, "not_the_assignee")
    assert (free["assignee"], free["revision"]) == (None, 3)
    assert again == free
    assert bob.ok("POST", f"{task}/claim")["assignee"] == "bob"


def test_operators_assign_to_active_people(admin: Api, alice: Api, charlie: Api) -> None:
    task = reach(admin)
    alice.ok("POST", f"{task}/claim")

    given = admin.ok("POST", f"{task}/assign", {"assignee": "charlie"})
    unknown = admin("POST", f"{task}/assign", {"assignee": "nobody-of-this-name"})
    foreign = admin("POST", f"{task}/assign", {"assignee": "gina"})
    missing = admin("POST", f"{task}/assign", {})

    assert given["assignee"] == "charlie"
    assert charlie.ok("GET", task)["can_complete"] is True
    assert (unknown.status, unknown.code) == (422, "unknown_assignee")
    assert foreign.code == "unknown_assignee"
    assert missing.status == 422
    assert admin.ok("POST", f"{task}/assign", {"assignee": None})["assignee"] is None
    charlie_again = charlie("GET", task)
    assert charlie_again.status == 404


def test_an_old_etag_is_refused(admin: Api, alice: Api) -> None:
    task = reach(admin)
    alice.ok("POST", f"{task}/claim", headers={"If-Match": '"1"'})
    before = count_rows()

    for verb in ("claim", "unclaim", "complete"):
        for tag in ('"1"', "nonsense", '"99999999999"'):
            answer = alice("POST", f"{task}/{verb}", headers={"If-Match": tag})
            assert (answer.status, answer.code) == (412, "user_task_changed")
    assert count_rows() == before
    assert alice.ok("POST", f"{task}/complete", headers={"If-Match": '"2"'})["revision"] == 3


def test_completing_twice_with_one_key_is_completing_once(admin: Api, alice: Api) -> None:
    task = reach(admin)
    headers = {"Idempotency-Key": "done"}

    first = alice("POST", f"{task}/complete", {"variables": {"n": 1}}, headers=headers)
    second = alice("POST", f"{task}/complete", {"variables": {"n": 1}}, headers=headers)
    other = alice("POST", f"{task}/complete", {"variables": {"n": 2}}, headers=headers)

    assert (first.status, second.status) == (200, 200)
    assert second.json == first.json
    assert (other.status, other.code) == (422, "idempotency_key_reused")


def test_a_model_may_name_the_assignee_and_dates(admin: Api, alice: Api, bob: Api) -> None:
    task = reach(
        admin,
        'assignee="=who" candidateGroups="reviewers" priority="=40 + 2" dueDate="PT48H"',
        variables={"who": "alice"},
    )

    view = alice.ok("GET", task)

    assert (view["assignee"], view["priority"]) == ("alice", 42)
    assert view["due_at"] > view["created_at"]
    assert bob.ok("GET", task)["can_claim"] is False


@pytest.mark.parametrize("attribute", ["assignee", "candidateUsers", "candidateGroups"])
def test_a_name_too_long_to_keep_is_an_incident(admin: Api, attribute: str) -> None:
    key = deploy(admin, chain(START, user_task("approve", f'{attribute}="=who"'), END))

    kept = start(admin, key, variables={"who": "x" * 150})
    refused = start(admin, key, variables={"who": "x" * 151})

    assert kept["waiting_at"][0]["user_task_id"]
    (place,) = refused["waiting_at"]
    assert (place["user_task_id"], refused["has_incidents"]) == (None, True)


def test_an_assignment_that_fails_is_an_incident_and_can_be_mended(admin: Api, alice: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve", 'candidateGroups="=groups + 1"'), END))
    instance = start(admin, key)
    (place,) = instance["waiting_at"]
    assert place["incident_id"]
    assert place["user_task_id"] is None

    admin.ok(
        "PATCH",
        f"/process-instances/{instance['id']}/variables",
        {"variables": {"groups": "reviewers"}},
    )
    admin.ok("POST", f"/incidents/{place['incident_id']}/retry")

    (mended,) = admin.ok("GET", f"/process-instances/{instance['id']}")["waiting_at"]
    assert mended["incident_id"] or mended["user_task_id"]


def test_a_draft_is_ones_own_and_goes_with_the_task(admin: Api, alice: Api, bob: Api) -> None:
    task = reach(admin)
    typed = {"variables": {"note": "half"}, "variable_types": {}}

    empty = alice.ok("GET", f"{task}/draft")
    saved = alice.ok("PUT", f"{task}/draft", typed)
    alice.ok("PUT", f"{task}/draft", {**typed, "variables": {"note": "whole"}})

    assert empty == {
        "variables": {},
        "variable_types": {},
        "updated_at": None,
        "form_id": None,
        "form_version": None,
        "is_outdated": False,
        "labels": {},
        "revision": 0,
    }
    assert saved["variables"] == {"note": "half"}
    assert alice.ok("GET", f"{task}/draft")["variables"] == {"note": "whole"}
    assert bob.ok("GET", f"{task}/draft")["variables"] == {}
    bad = alice("PUT", f"{task}/draft", {"variables": {"a": "x"}, "variable_types": {"a": "date"}})
    assert bad.status == 422
    alice.ok("POST", f"{task}/complete")
    assert alice("PUT", f"{task}/draft", typed).status == 409
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM task_draft")
        assert cursor.fetchone() == (0,)


def test_a_form_shows_the_variables_to_candidates(admin: Api, alice: Api, charlie: Api) -> None:
    task = reach(
        admin,
        variables={"due": "2026-05-01", "n": 1},
        variable_types={"due": "date"},
    )

    assert alice.ok("GET", f"{task}/form") == {
        "form": None,
        "variables": {"due": "2026-05-01", "n": 1},
        "variable_types": {"due": "date"},
        "secret_variables": [],
    }


@pytest.mark.parametrize("id_", ["x", "0", UNUSED_ID, "%00", "counts%20"])
def test_strange_ids_are_not_found(alice: Api, id_: str) -> None:
    for path in ("", "/form", "/draft"):
        assert alice("GET", f"/user-tasks/{id_}{path}").status == 404
    for verb in ("claim", "unclaim", "complete"):
        assert alice("POST", f"/user-tasks/{id_}/{verb}").status == 404
    assert alice("POST", f"/user-tasks/{id_}/assign", {"assignee": "bob"}).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"variables": []}, 422),
        ({"unknown": 1}, 422),
        ({"variables": {"a": "\0"}}, 400),
        ({"variables": {"a": "x"}, "variable_types": {"a": "time"}}, 422),
        ({"variables": {"a": "x" * 1_000_001}}, 422),
    ],
)
def test_bad_completions_are_refused_and_leave_nothing(
    admin: Api, alice: Api, body: dict[str, Any], status: int
) -> None:
    task = reach(admin)
    before = count_rows()

    answer = alice("POST", f"{task}/complete", body)

    assert answer.status == status, answer.raw
    assert count_rows() == before
    assert alice.ok("GET", task)["state"] == "open"


def test_a_namesake_in_another_tenant_sees_nothing(
    admin: Api, gina: Api, tenants: Any, alice: Api
) -> None:
    task = reach(admin, 'assignee="alice" candidateGroups="reviewers"')
    other = tenants.other_alice
    before = count_rows()

    for who in (gina, other):
        assert who("GET", task).status == 404
        assert ids(who.ok("GET", "/user-tasks")) == []
        assert ids(who.ok("GET", "/user-tasks?view=mine")) == []
        assert ids(who.ok("POST", "/user-tasks/search", {})) == []
        counts = who.ok("GET", "/user-tasks/counts")
        assert counts.pop("more") == []
        assert set(counts.values()) == {0}
        for verb in ("claim", "unclaim", "complete"):
            assert who("POST", f"{task}/{verb}").status == 404
        assert who("POST", f"{task}/assign", {"assignee": "alice"}).status == 404
        for path in ("/form", "/draft"):
            assert who("GET", f"{task}{path}").status == 404
        assert who("PUT", f"{task}/draft", {"variables": {}}).status == 404
        instance = alice.ok("GET", task)["process_instance_id"]
        assert ids(who.ok("GET", f"/user-tasks?process_instance_id={instance}")) == []
    assert count_rows() == before


def test_the_whole_calls_stay_within_their_statements(
    admin: Api, alice: Api, django_assert_max_num_queries: Any
) -> None:
    straight = deploy(admin, chain(START, script("add", "1 + 1", "n"), END))
    waits = deploy(admin, chain(START, user_task("approve"), END))
    start(admin, straight)
    warm = start(admin, waits)["waiting_at"][0]["user_task_id"]
    alice.ok("POST", f"/user-tasks/{warm}/complete")
    task = start(admin, waits)["waiting_at"][0]["user_task_id"]

    with clock.frozen(clock.now()):
        with django_assert_max_num_queries(10):
            answer = admin(
                "POST",
                "/process-instances",
                {"definition_key": straight},
                headers={"Idempotency-Key": "a"},
            )
        with django_assert_max_num_queries(12):
            completed = alice(
                "POST", f"/user-tasks/{task}/complete", headers={"Idempotency-Key": "a"}
            )

    assert (answer.status, completed.status) == (201, 200)


def test_a_program_that_starts_finds_and_completes_asks_the_database_as_little_as_today(
    admin: Api, alice: Api, django_assert_num_queries: Any
) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    warm = start(admin, key)["waiting_at"][0]["user_task_id"]
    alice.ok("POST", f"/user-tasks/{warm}/complete")

    with clock.frozen(clock.now()):
        # The token; two for the test's own savepoint; the instance with activities and history;
        # the user task.
        with django_assert_num_queries(5):
            started = admin("POST", "/process-instances", {"definition_key": key})
        # The token, the user tasks.
        with django_assert_num_queries(2):
            found = alice("GET", f"/user-tasks?process_instance_id={started.json['id']}")
        # The token; two for the savepoint; the user task, the instance under its lock, the race;
        # the instance with activities and history.
        with django_assert_num_queries(7):
            completed = alice("POST", f"/user-tasks/{found.json['items'][0]['id']}/complete")

    assert (started.status, found.status, completed.status) == (201, 200, 200)
