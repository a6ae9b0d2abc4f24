"""Notifications over REST: one's own list, what was read, and how one wants to be told."""

from typing import Any

import pytest

from bpm.notifications.models import Notification, NotificationSettings
from tests.api.client import UNUSED_ID, Api
from tests.api.instances import deploy, start
from tests.builders import END, START, chain, user_task
from tests.payloads import needs_payloads, read_payloads
from tests.telling import gather, give_email

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/me/notification-settings"


def assigned(admin: Api, username: str = "alice", *, key: str = "R-1") -> str:
    """Give a new task to somebody, and return its id."""
    process = deploy(admin, chain(START, user_task("approve"), END))
    task = start(admin, process, business_key=key)["waiting_at"][0]["user_task_id"]
    admin.ok("POST", f"/user-tasks/{task}/assign", {"assignee": username, "reason": "yours"})
    return str(task)


def items(who: Api, query: str = "") -> list[Any]:
    found: list[Any] = who.ok("GET", f"/notifications{query}")["items"]
    return found


def test_a_person_reads_his_own_notifications(admin: Api, alice: Api, bob: Api) -> None:
    tasks = [assigned(admin, key=f"R-{number}") for number in range(3)]
    gather()

    listed = items(alice)

    assert [view["user_task_id"] for view in listed] == list(reversed(tasks))
    assert listed[0] == listed[0] | {
        "kind": "task_assigned",
        "title": "approve",
        "actor": "ada",
        "business_key": "R-2",
        "note": "yours",
        "is_read": False,
        "excerpt": None,
    }
    assert alice.ok("GET", "/notifications/count") == {"unread": 3}
    first = alice.ok("GET", "/notifications?limit=2")
    rest = alice.ok("GET", f"/notifications?limit=2&cursor={first['page']['next_cursor']}")
    assert [view["id"] for view in first["items"] + rest["items"]] == [x["id"] for x in listed]
    assert (items(bob), bob.ok("GET", "/notifications/count")) == ([], {"unread": 0})


def test_reading_one_and_all(admin: Api, alice: Api) -> None:
    for number in range(3):
        assigned(admin, key=f"R-{number}")
    gather()
    newest, middle, oldest = items(alice)

    path = f"/notifications/{middle['id']}/read"
    read = alice.ok("POST", path, headers={"Idempotency-Key": "r"})

    assert read == middle | {"is_read": True}
    assert alice.ok("POST", path) == read
    assert [view["id"] for view in items(alice, "?unread=true")] == [newest["id"], oldest["id"]]
    left = alice.ok("POST", "/notifications/read-all", {"up_to": middle["id"]})
    assert left == {"unread": 1}
    assert [view["id"] for view in items(alice, "?unread=true")] == [newest["id"]]
    assert alice.ok("POST", "/notifications/read-all") == {"unread": 0}
    assert Notification.objects.filter(read_at=None).count() == 0


def test_nobody_reads_what_another_is_told(admin: Api, alice: Api, bob: Api, gina: Api) -> None:
    assigned(admin)
    gather()
    [view] = items(alice)

    for who in (bob, admin, gina):
        answer = who("POST", f"/notifications/{view['id']}/read")
        assert (answer.status, answer.code) == (404, "notification_not_found")
        assert items(who) == []
        assert who.ok("POST", "/notifications/read-all") == {"unread": 0}
    assert items(alice)[0]["is_read"] is False
    assert alice("POST", f"/notifications/{UNUSED_ID}/read").status == 404
    assert alice("POST", "/notifications/nonsense/read").status == 404


def test_another_tenant_is_told_of_its_own_only(
    admin: Api, gina: Api, alice: Api, tenants: Any
) -> None:
    task = assigned(gina)
    gather()

    assert items(alice) == []
    assert [view["user_task_id"] for view in items(tenants.other_alice)] == [task]


def test_bad_queries_are_refused(alice: Api) -> None:
    for query in ("?unread=perhaps", "?limit=0", "?cursor=x", "?user_id=1", "?note=x"):
        assert alice("GET", f"/notifications{query}").status == 422, query


# ---- settings --------------------------------------------------------------------------------


def test_settings_are_the_default_until_they_are_chosen(alice: Api) -> None:
    give_email("alice", "alice@example.org")
    view = alice.ok("GET", PATH)

    assert len(view["choices"]) == 12
    assert {"kind": "task_offered", "in_app": "off", "mail": "off"} in view["choices"]
    assert (view["digest_hour"], view["time_zone"], view["revision"]) == (8, "UTC", 0)
    assert (view["email"], view["mail_problem"]) == ("alice@example.org", None)


def test_settings_are_kept_whole_and_guarded_by_their_revision(alice: Api, bob: Api) -> None:
    wanted: dict[str, Any] = {
        "choices": [{"kind": "mentioned", "in_app": "off", "mail": "digest"}],
        "quiet_from": "22:00",
        "quiet_until": "06:30",
        "digest_hour": 17,
        "time_zone": "Europe/Berlin",
        "muted_processes": ["a", "b", "a"],
    }

    first = alice("PUT", PATH, wanted, headers={"If-Match": '"0"'})

    assert (first.status, first.headers["etag"]) == (200, '"1"')
    expected = wanted | {"muted_processes": ["a", "b"], "revision": 1}
    assert {name: first.json[name] for name in expected if name != "choices"} == {
        name: value for name, value in expected.items() if name != "choices"
    }
    assert wanted["choices"][0] in first.json["choices"]
    late = alice("PUT", PATH, wanted, headers={"If-Match": '"0"'})
    assert (late.status, late.code) == (412, "notification_settings_changed")
    back = alice.ok("PUT", PATH, {})
    assert (back["quiet_from"], back["digest_hour"], back["revision"]) == (None, 8, 2)
    assert bob.ok("GET", PATH)["revision"] == 0


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"quiet_from": "22:00"}, ["/quiet_until"]),
        ({"quiet_from": "24:00", "quiet_until": "6"}, ["/quiet_from", "/quiet_until"]),
        ({"digest_hour": 24}, ["/digest_hour"]),
        ({"digest_hour": -1}, ["/digest_hour"]),
        ({"digest_hour": 7.5}, ["/digest_hour"]),
        ({"time_zone": "Mars/Olympus"}, ["/time_zone"]),
        ({"time_zone": "../../etc/passwd"}, ["/time_zone"]),
        ({"language": "de"}, ["/language"]),
        ({"muted_processes": [""]}, ["/muted_processes/0"]),
        ({"muted_processes": ["a\nb"]}, ["/muted_processes/0"]),
        ({"muted_processes": ["x"] * 201}, ["/muted_processes"]),
        ({"choices": [{"kind": "x", "in_app": "off", "mail": "off"}]}, ["/choices/0/kind"]),
        (
            {"choices": [{"kind": "mentioned", "in_app": "digest", "mail": "off"}]},
            ["/choices/0/in_app"],
        ),
        (
            {"choices": [{"kind": "mentioned", "in_app": "off", "mail": "off"}] * 2},
            ["/choices/1/kind"],
        ),
    ],
)
def test_what_cannot_be_kept_is_named(alice: Api, body: object, pointers: list[str]) -> None:
    answer = alice("PUT", PATH, body)

    assert (answer.status, answer.pointers) == (422, pointers)
    assert NotificationSettings.objects.count() == 0


@needs_payloads
def test_members_that_nobody_may_set(admin: Api, alice: Api) -> None:
    assigned(admin)
    gather()
    [view] = items(alice)
    entries = read_payloads("mass_assignment")
    names = {str(entry["field"]) for entry in entries} | {"user_id", "email", "revision"}
    for name in names:
        for method, path in (
            ("PUT", PATH),
            ("POST", f"/notifications/{view['id']}/read"),
            ("POST", "/notifications/read-all"),
        ):
            answer = alice(method, path, {name: "1"})
            assert (answer.status, answer.pointers) == (422, [f"/{name}"]), (path, name)
    assert items(alice) == [view]
    assert NotificationSettings.objects.count() == 0


@needs_payloads
def test_texts_come_back_as_they_were_written(admin: Api, alice: Api, bob: Api) -> None:
    task = assigned(admin)
    for entry in read_payloads("xss"):
        text = f"@alice {entry['payload']}"
        said = admin("POST", f"/user-tasks/{task}/comments", {"text": text})
        if said.status != 201:
            assert said.status in {400, 422}, entry["id"]
            continue
        gather()
        newest = items(alice, "?limit=1")[0]
        assert newest["excerpt"] == text.strip()[:300], entry["id"]
