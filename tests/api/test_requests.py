"""What a person has started, over REST: how it stands, withdrawing it, reminding who has it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bpm.base import clock
from bpm.identity.contracts import Permission
from bpm.runtime.models import ProcessInstance
from bpm.user_tasks.models import UserTask
from tests.api.client import Api, permit
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, user_task

pytestmark = pytest.mark.django_db(transaction=True)

SERVICE = (
    '<bpmn:serviceTask id="pay" name="Pay"><bpmn:extensionElements>'
    '<bpm:service connector="http"><bpm:parameter name="url">http://example.org'
    "</bpm:parameter></bpm:service></bpmn:extensionElements></bpmn:serviceTask>"
)
WORK = chain(START, user_task("check", 'candidateGroups="reviewers"'), END)


def ask(admin: Api, who: Api, body: str = WORK, process: str = "") -> Any:
    """Let somebody who may start processes start one; return the instance."""
    key = deploy(admin, body, process=process)
    permit(who, Permission.START_INSTANCES)
    return start(who, key, business_key="A-1")


def call(key: str) -> str:
    return f'<bpmn:callActivity id="call" calledElement="{key}"/>'


def withdraw(who: Api, instance: Any, reason: str | None = "No longer needed.") -> Any:
    return who("POST", f"/process-instances/{instance['id']}/withdraw", {"reason": reason})


def remind(who: Api, instance: Any, **body: Any) -> Any:
    return who("POST", f"/process-instances/{instance['id']}/remind", body)


def request_of(who: Api, instance: Any) -> Any:
    return who.ok("GET", f"/requests/{instance['id']}")


def test_a_starter_sees_who_has_it(admin: Api, alice: Api, bob: Api, charlie: Api) -> None:
    instance = ask(admin, charlie)
    ask(admin, bob)

    (mine,) = charlie.ok("GET", "/requests")["items"]

    assert (mine["id"], mine["state"], mine["business_key"]) == (instance["id"], "active", "A-1")
    (waiting,) = mine["waiting_for"]
    assert (waiting["name"], waiting["assignee"], waiting["candidate_groups"]) == (
        *("check", None),
        ["reviewers"],
    )
    assert (mine["waiting_for_count"], mine["can_withdraw"], mine["can_remind"]) == (1, True, True)
    assert waiting["since"] == instance["started_at"]
    task = f"/user-tasks/{waiting['user_task_id']}"
    alice.ok("POST", f"{task}/claim")
    assert request_of(charlie, instance)["waiting_for"][0]["assignee"] == "alice"
    alice.ok("POST", f"{task}/complete", {"variables": {}})
    done = request_of(charlie, instance)
    assert (done["state"], done["waiting_for"]) == ("completed", [])
    assert (done["can_withdraw"], done["can_remind"]) == (False, False)
    assert charlie.ok("GET", "/requests?state=active")["items"] == []
    assert charlie("GET", "/requests?started_by=bob").code == "invalid_search"


def test_a_starter_sees_how_far_it_is(admin: Api, alice: Api, charlie: Api) -> None:
    group = 'candidateGroups="reviewers"'
    body = chain(START, user_task("enter", group), user_task("check", group), END)
    instance = ask(admin, charlie, body)

    def progress() -> tuple[int, list[str]]:
        found = request_of(charlie, instance)
        return found["steps_done"], [task["activity_id"] for task in found["waiting_for"]]

    assert progress() == (0, ["enter"])
    complete(alice, UUID(instance["id"]))
    assert progress() == (1, ["check"])
    checking = request_of(charlie, instance)["waiting_for"][0]["user_task_id"]
    back = {"activity_id": "enter", "reason": "A number is missing."}
    alice.ok("POST", f"/user-tasks/{checking}/send-back", back)
    assert progress() == (0, ["enter"])


def test_a_starter_learns_how_long_it_usually_takes(admin: Api, alice: Api, charlie: Api) -> None:
    instance = ask(admin, charlie)
    other = ask(admin, charlie)
    key = instance["definition_key"]
    earlier = [start(admin, key)["id"] for _ in range(11)]
    for position, id_ in enumerate(earlier):
        took = timedelta(days=position + 1)
        row = ProcessInstance.objects.get(id=id_)
        if position < 9:
            complete(alice, row.id)
        else:
            cancel(admin, row.id)
        ended = ProcessInstance.objects.filter(id=id_)
        ended.update(ended_at=row.started_at + took)
    assert request_of(charlie, instance)["usual_seconds"] is None, "nine are too few"

    row = ProcessInstance.objects.get(id=start(admin, key)["id"])
    complete(alice, row.id)
    ProcessInstance.objects.filter(id=row.id).update(ended_at=row.started_at + timedelta(days=400))

    assert request_of(charlie, instance)["usual_seconds"] == 5.5 * 86_400
    assert request_of(charlie, other)["usual_seconds"] is None, "of another process nothing ended"
    listed = charlie.ok("GET", "/requests")["items"]
    assert {item["id"]: item["usual_seconds"] for item in listed} == {
        instance["id"]: 475_200,
        other["id"]: None,
    }


def complete(who: Api, instance_id: UUID) -> None:
    """Take and complete the one open user task of an instance."""
    (task,) = UserTask.objects.filter(process_instance_id=instance_id, state="open")
    who.ok("POST", f"/user-tasks/{task.id}/claim")
    who.ok("POST", f"/user-tasks/{task.id}/complete", {"variables": {}})


def cancel(admin: Api, instance_id: UUID) -> None:
    admin.ok("POST", f"/process-instances/{instance_id}/cancel", {"reason": "Not needed."})


def test_requests_are_those_of_one_person(
    admin: Api, alice: Api, charlie: Api, gina: Api, other_alice: Api
) -> None:
    instance = ask(admin, charlie)
    for other in (admin, alice, gina, other_alice):
        assert other("GET", f"/requests/{instance['id']}").status == 404
    assert alice.ok("GET", "/requests")["items"] == []


@pytest.fixture
def other_alice(tenants: Any) -> Api:
    """A person of the same name in another tenant."""
    found: Api = tenants.other_alice
    return found


def test_pages_of_requests(admin: Api, charlie: Api) -> None:
    key = deploy(admin, WORK)
    permit(charlie, Permission.START_INSTANCES)
    ids = [start(charlie, key)["id"] for _ in range(3)]

    first = charlie.ok("GET", "/requests?limit=2")
    rest = charlie.ok("GET", f"/requests?limit=2&cursor={first['page']['next_cursor']}")

    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]


def test_a_starter_withdraws(admin: Api, alice: Api, charlie: Api) -> None:
    instance = ask(admin, charlie)
    task = f"/user-tasks/{instance['waiting_at'][0]['user_task_id']}"

    withdrawn = withdraw(charlie, instance)

    assert (withdrawn.status, withdrawn.json["state"]) == (200, "cancelled")
    assert alice.ok("GET", task)["state"] == "cancelled"
    told = alice.ok("GET", f"{task}/history")["items"][-1]
    assert (told["type"], told["command"], told["actor"]) == (
        *("process_instance_cancelled", "withdraw_process_instance"),
        "charlie",
    )
    assert told["details"]["reason"] == "No longer needed."
    row = charlie.ok("GET", f"/process-instances/{instance['id']}/history")["items"][-1]
    assert row["events"][0] == {
        "type": "process_instance_withdrawn",
        "reason": "No longer needed.",
    }
    again = withdraw(charlie, instance)
    assert (again.status, again.code) == (409, "process_instance_ended")
    assert request_of(charlie, instance)["why_not_withdraw"]


def test_who_may_withdraw_and_remind(
    admin: Api, alice: Api, charlie: Api, gina: Api, bob: Api
) -> None:
    instance = ask(admin, charlie)
    before = count_rows()

    refused = withdraw(alice, instance)

    assert (refused.status, refused.code) == (403, "not_the_starter")
    assert withdraw(admin, instance).code == "not_the_starter"
    assert withdraw(gina, instance).status == 404
    assert (remind(bob, instance).status, remind(bob, instance).code) == (403, "not_the_starter")
    assert remind(gina, instance).status == 404
    assert withdraw(charlie, instance, None).code == "reason_required"
    assert withdraw(charlie, instance, "x" * 1001).code == "invalid_reason"
    assert remind(charlie, instance, note="x" * 1001).code == "invalid_reason"
    assert count_rows() == before
    admin.ok("POST", f"/process-instances/{instance['id']}/suspend")
    assert (withdraw(charlie, instance).status, remind(charlie, instance).status) == (423, 423)


@pytest.mark.parametrize(
    ("policy", "code"),
    [("", "withdraw_side_effects"), ('withdrawal="always"', None)],
)
def test_what_reached_outside_is_not_withdrawn_unless_the_model_says_so(
    admin: Api, charlie: Api, policy: str, code: str | None
) -> None:
    instance = ask(admin, charlie, chain(START, SERVICE, END), policy)

    asked = withdraw(charlie, instance)

    if code is None:
        assert asked.json["state"] == "cancelled"
        return
    assert (asked.status, asked.code) == (409, code)
    assert asked.json["errors"][0]["element_id"] == "pay"
    assert asked.json["errors"][0]["remedy"]
    assert not request_of(charlie, instance)["can_withdraw"]


def test_a_model_that_is_never_withdrawn(admin: Api, charlie: Api) -> None:
    instance = ask(admin, charlie, WORK, 'withdrawal="never"')
    assert withdraw(charlie, instance).code == "withdraw_not_allowed"
    assert not request_of(charlie, instance)["can_withdraw"]


def test_a_request_is_followed_into_what_it_calls(admin: Api, alice: Api, charlie: Api) -> None:
    called = deploy(admin, WORK)
    instance = ask(admin, charlie, chain(START, call(called), END))
    inner = instance["waiting_at"][0]["called_instance_id"]

    (mine,) = charlie.ok("GET", "/requests")["items"]

    assert mine["waiting_for"][0]["process_instance_id"] == inner
    assert charlie("GET", f"/requests/{inner}").status == 404
    assert withdraw(charlie, {"id": inner}).code == "part_of_a_request"
    assert remind(charlie, {"id": inner}).code == "part_of_a_request"
    task = f"/user-tasks/{mine['waiting_for'][0]['user_task_id']}"
    assert remind(charlie, instance).status == 200
    assert alice.ok("GET", f"{task}/history")["items"][-1]["type"] == "user_task_reminded"
    assert withdraw(charlie, instance).status == 200
    assert alice.ok("GET", task)["state"] == "cancelled"


def test_what_a_called_process_reached_outside_counts_after_its_end(
    admin: Api, charlie: Api
) -> None:
    called = deploy(admin, chain(START, SERVICE, END))
    instance = ask(admin, charlie, chain(START, call(called), END))
    refused = withdraw(charlie, instance)
    told = "“Pay” has called something outside, which withdrawing would not undo."
    assert refused.json["errors"][0]["detail"] == told
    assert (refused.code, refused.json["errors"][0]["element_id"]) == (
        *("withdraw_side_effects", "pay"),
    )


def test_a_reminder_once_a_day(admin: Api, alice: Api, charlie: Api) -> None:
    instance = ask(admin, charlie)
    task = f"/user-tasks/{instance['waiting_at'][0]['user_task_id']}"

    reminded = remind(charlie, instance, note="It is urgent.")

    assert (reminded.status, reminded.json["can_remind"]) == (200, False)
    assert reminded.json["reminded_at"] is not None
    told = alice.ok("GET", f"{task}/history")["items"][-1]
    assert (told["type"], told["command"], told["actor"]) == (
        *("user_task_reminded", "remind_process_instance"),
        "charlie",
    )
    assert told["details"] == {
        "assignee": None,
        "candidates": ["group:reviewers"],
        "note": "It is urgent.",
    }
    again = remind(charlie, instance)
    assert (again.status, again.code) == (429, "already_reminded")
    assert 86_000 < int(again.headers["retry-after"]) <= 86_400
    with clock.frozen(clock.now() + timedelta(hours=24, minutes=1)):
        assert request_of(charlie, instance)["can_remind"]
        assert remind(admin, instance).status == 200


def test_where_nobody_has_it_nobody_is_reminded(admin: Api, charlie: Api) -> None:
    instance = ask(admin, charlie, chain(START, SERVICE, END))
    refused = remind(charlie, instance)
    assert (refused.status, refused.code) == (409, "nobody_to_remind")
    assert not request_of(charlie, instance)["can_remind"]
