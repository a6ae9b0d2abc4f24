"""Files beside user tasks: listed, added, removed, and all of it told."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import UNUSED_ID, Api, permit
from tests.api.instances import count_rows, deploy, start
from tests.api.uploads import PDF, uploaded
from tests.builders import END, START, chain, user_task

pytestmark = pytest.mark.django_db(transaction=True)


def reach(admin: Api) -> tuple[str, str]:
    """Return the paths of a user task for reviewers, and of its instance."""
    begun = start(admin, deploy(admin, chain(START, user_task("check"), END)))
    task = begun["waiting_at"][0]["user_task_id"]
    return f"/user-tasks/{task}", f"/process-instances/{begun['id']}"


def attach(who: Api, task: str, **more: Any) -> Any:
    """Upload a file and put it beside a task; return the attachment."""
    file = uploaded(who, name="offer.pdf", content=PDF)
    return who.ok("POST", f"{task}/attachments", {"file_id": file["id"], **more})


def test_a_file_beside_a_task_is_read_by_whoever_reads_the_task(
    admin: Api, alice: Api, bob: Api, charlie: Api, gina: Api
) -> None:
    task, _ = reach(admin)

    added = attach(alice, task, description=" The offer ")

    assert (added["description"], added["added_by"]) == ("The offer", "alice")
    assert (added["file"]["name"], added["file"]["is_used"]) == ("offer.pdf", True)
    assert (added["file"]["can_preview"], added["can_remove"]) == (True, True)
    listed = bob.ok("GET", f"{task}/attachments")
    assert [item["id"] for item in listed["items"]] == [added["id"]]
    assert (listed["can_add"], listed["items"][0]["can_remove"]) == (True, False)
    content = f"/files/{added['file']['id']}/content"
    assert bob("GET", content).raw == PDF
    for who in (charlie, gina):
        assert who("GET", content).status == 404
        assert who("GET", f"{task}/attachments").status == 404


def test_what_comes_and_goes_is_told(admin: Api, alice: Api, bob: Api) -> None:
    task, instance = reach(admin)
    added = attach(alice, task)

    left = alice.ok("DELETE", f"{task}/attachments/{added['id']}")

    assert left["items"] == []
    events = bob.ok("GET", f"{task}/history")["items"]
    told = [event for event in events if event["type"].startswith("attachment_")]
    assert [(event["type"], event["actor"]) for event in told] == [
        ("attachment_added", "alice"),
        ("attachment_removed", "alice"),
    ]
    assert {event["details"]["name"] for event in told} == {"offer.pdf"}
    assert {event["details"]["sha256"] for event in told} == {added["file"]["sha256"]}
    content = f"/files/{added['file']['id']}/content"
    assert bob("GET", content).status == 404
    assert admin("GET", content).status == 200
    assert instance


def test_only_who_put_it_there_or_manages_the_task_takes_it_away(
    admin: Api, alice: Api, bob: Api
) -> None:
    task, _ = reach(admin)
    added = attach(alice, task)
    path = f"{task}/attachments/{added['id']}"

    refused = bob("DELETE", path)
    assert (refused.status, refused.code) == (403, "not_the_attacher")
    permit(bob, Permission.OPERATE_INSTANCES)
    assert bob.ok("DELETE", path)["items"] == []
    assert bob("DELETE", path).code == "attachment_not_found"


def test_a_closed_task_keeps_what_it_had(admin: Api, alice: Api) -> None:
    task, _ = reach(admin)
    added = attach(alice, task)
    alice.ok("POST", f"{task}/complete", {"variables": {}})
    file = uploaded(alice)

    late = alice("POST", f"{task}/attachments", {"file_id": file["id"]})
    gone = alice("DELETE", f"{task}/attachments/{added['id']}")

    assert {late.code, gone.code} == {"user_task_closed"}
    listed = alice.ok("GET", f"{task}/attachments")
    assert (len(listed["items"]), listed["can_add"]) == (1, False)
    assert listed["items"][0]["can_remove"] is False


def test_a_suspended_task_takes_nothing(admin: Api, alice: Api) -> None:
    task, instance = reach(admin)
    admin.ok("POST", f"{instance}/suspend", {})

    refused = alice("POST", f"{task}/attachments", {"file_id": uploaded(alice)["id"]})

    assert (refused.status, refused.code) == (423, "user_task_suspended")


def test_a_file_that_is_not_ones_own_is_refused(
    admin: Api, alice: Api, bob: Api, gina: Api
) -> None:
    task, _ = reach(admin)
    foreign = [uploaded(bob)["id"], uploaded(gina)["id"], UNUSED_ID]
    before = count_rows()

    for file_id in foreign:
        answer = alice("POST", f"{task}/attachments", {"file_id": file_id})
        assert (answer.status, answer.pointers) == (422, ["/file_id"])
        assert answer.json["errors"][0]["code"] == "unknown_file"
    assert count_rows() == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"file_id": "no id"},
        {"file_id": None},
        {"file_id": UNUSED_ID, "description": 7},
        {"file_id": UNUSED_ID, "description": "x" * 1_001},
        {"file_id": UNUSED_ID, "added_by": "bob"},
    ],
)
def test_what_is_no_attachment_is_refused(admin: Api, alice: Api, body: object) -> None:
    task, _ = reach(admin)
    before = count_rows()

    answer = alice("POST", f"{task}/attachments", body)

    assert answer.status == 422, answer.raw
    assert answer.pointers[0] in {"/file_id", "/description", "/added_by"}
    assert count_rows() == before


def test_a_file_lies_beside_a_task_once(
    admin: Api, alice: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, _ = reach(admin)
    added = attach(alice, task)

    again = alice("POST", f"{task}/attachments", {"file_id": added["file"]["id"]})
    assert (again.status, again.code) == (422, "invalid_attachment")
    monkeypatch.setattr("bpm.user_tasks.services.attachments.MOST_ATTACHMENTS", 1)
    full = alice("POST", f"{task}/attachments", {"file_id": uploaded(alice)["id"]})
    assert full.pointers == ["/file_id"]


def test_a_request_that_is_sent_twice_attaches_once(admin: Api, alice: Api) -> None:
    task, _ = reach(admin)
    body = {"file_id": uploaded(alice)["id"]}

    answers = [
        alice("POST", f"{task}/attachments", body, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    ]

    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert count_rows()["task_attachment"] == 1
