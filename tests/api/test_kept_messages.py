"""Messages that nobody has received yet, over REST: who sees them, and who takes them away."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from bpm.jobs import running
from tests.api.client import Api, permit
from tests.api.instances import start
from tests.api.test_messages import CATCH, MESSAGE, deploy
from tests.builders import END, START, chain

pytestmark = pytest.mark.django_db(transaction=True)

LIST, SEARCH = "/kept-messages", "/kept-messages/search"
WHY = {"reason": "Sent to the wrong system."}


def publish(who: Api, name: str = "paid", **settings: object) -> Any:
    body = {"name": name, "time_to_live": "PT1H", **settings}
    assert who.ok("POST", "/messages/publish", body)["kept_until"] is not None
    return next(one for one in who.ok("GET", LIST)["items"] if one["name"] == name)


def names(who: Api) -> list[str]:
    return [one["name"] for one in who.ok("POST", SEARCH)["items"]]


def test_what_is_kept_is_told_without_what_it_brings(admin: Api) -> None:
    variables = {"secret": "Rosebud"}
    first = publish(admin, correlation_key="17", business_key="B-1", variables=variables)
    publish(admin, "other", definition_key="letter", activity_id="wait")

    assert (first["correlation_key"], first["business_key"]) == ("17", "B-1")
    assert first["sent_at"] < first["expires_at"]
    assert (first["sent_by"], first["discarded_at"]) == (admin.ok("GET", "/me")["username"], None)
    assert "Rosebud" not in str(first)
    assert names(admin) == ["paid", "other"]
    (found,) = admin.ok("GET", f"{LIST}?definition_key=letter")["items"]
    assert (found["name"], found["activity_id"]) == ("other", "wait")
    part = {"filter": {"name": {"$like": "%the%"}}, "include_total": True}
    assert admin.ok("POST", SEARCH, part)["page"]["total"] == 1
    newest = {"sort": [{"field": "sent_at", "order": "desc"}], "page": {"limit": 1}}
    assert admin.ok("POST", SEARCH, newest)["items"][0]["name"] == "other"


def test_what_is_discarded_reaches_nobody_and_stays_told(admin: Api) -> None:
    key = deploy(admin, "awaiting", chain(START, CATCH, END), MESSAGE)
    address = f"{LIST}/{publish(admin, correlation_key='17')['id']}/discard"

    assert admin("POST", address, {"reason": " "}).code == "invalid_discard_reason"
    gone = admin.ok("POST", address, WHY, headers={"Idempotency-Key": "once"})
    assert gone["discarded_at"] is not None
    assert (gone["discarded_by"], gone["discard_reason"]) == (gone["sent_by"], WHY["reason"])
    assert admin.ok("POST", address, WHY, headers={"Idempotency-Key": "once"}) == gone
    again = admin("POST", address, WHY)
    assert (again.status, again.code) == (409, "kept_message_discarded")
    instance = start(admin, key, variables={"order": "17"})
    assert instance["state"] == "active"
    waiting = {"filter": {"discarded_at": {"$exists": False}}}
    assert admin.ok("POST", SEARCH, waiting)["items"] == []
    assert names(admin) == ["paid"]


def test_what_was_received_is_not_there_any_more(admin: Api) -> None:
    key = deploy(admin, "awaiting", chain(START, CATCH, END), MESSAGE)
    message = publish(admin, correlation_key="17")
    start(admin, key, variables={"order": "17"})
    running.poll()
    while running.run_ready_jobs():
        running.poll()

    answer = admin("POST", f"{LIST}/{message['id']}/discard", WHY)
    assert (answer.status, answer.code) == (404, "kept_message_not_found")


def test_who_sees_only_some_processes_sees_what_is_for_them(
    admin: Api, charlie: Api, gina: Api
) -> None:
    deploy(admin, "letter", chain(START, CATCH, END), MESSAGE)
    publish(admin, "for_all")
    theirs = publish(admin, "for_letter", definition_key="letter")
    grant = {"permission": "process_instance.read", "user": "charlie"}
    admin.ok("POST", "/process-definitions/by-key/letter/permissions", grant)

    assert names(charlie) == ["for_letter"]
    refused = charlie("POST", f"{LIST}/{theirs['id']}/discard", WHY)
    assert (refused.status, refused.code) == (403, "permission_missing")
    assert (names(gina), names(admin)) == ([], ["for_all", "for_letter"])
    assert gina("POST", f"{LIST}/{theirs['id']}/discard", WHY).status == 404


def test_who_sends_without_other_rights_sees_what_he_has_sent(admin: Api, charlie: Api) -> None:
    publish(admin, "of_admin")
    own = publish(charlie, "of_charlie")
    assert names(charlie) == ["of_charlie"]
    permit(charlie, Permission.OPERATE_INSTANCES)
    assert charlie.ok("POST", f"{LIST}/{own['id']}/discard", WHY)["discarded_by"] == "charlie"
