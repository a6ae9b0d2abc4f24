"""Mails that failed: operators see them, send them again or discard them."""

from pathlib import Path

import pytest
from pytest_django import Settings

from bpm.notifications.contracts import MailState
from bpm.notifications.models import NotificationMail
from tests.api.client import UNUSED_ID, Api
from tests.api.notices import fail_mail
from tests.telling import give_email, mails_in, send_all

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/notification-mails"


def test_failed_mails_are_listed_by_state_and_person(admin: Api, alice: Api, gina: Api) -> None:
    give_email("alice", "alice@example.org")
    mail = str(fail_mail(alice))

    (found,) = admin.ok("GET", f"{PATH}?state=failed&username=alice&include_total=true")["items"]

    assert (found["id"], found["username"], found["email"]) == (mail, "alice", "alice@example.org")
    assert (found["attempts"], found["last_error"]) == (6, "The mail server refused it.")
    assert admin.ok("GET", f"{PATH}?state=sent")["items"] == []
    assert gina.ok("GET", PATH)["items"] == []
    assert alice("GET", PATH).code == "permission_missing"
    for query in ("?limit=0", "?user_id=1", "?last_error=x", "?cursor=x"):
        assert admin("GET", f"{PATH}{query}").status == 422, query


def test_a_failed_mail_is_sent_again_once(admin: Api, alice: Api, bob: Api) -> None:
    mail = fail_mail(alice)

    view = admin.ok("POST", f"{PATH}/{mail}/retry")

    assert (view["state"], view["attempts"], view["finished_at"]) == ("waiting", 0, None)
    again = admin("POST", f"{PATH}/{mail}/retry")
    assert (again.status, again.code) == (409, "notification_mail_not_failed")
    assert again.json["detail"] == "The mail is waiting."
    assert bob("POST", f"{PATH}/{mail}/retry").code == "permission_missing"
    assert admin("POST", f"{PATH}/{UNUSED_ID}/retry").code == "notification_mail_not_found"


def test_a_mail_that_is_sent_again_tells_what_is_still_news(
    admin: Api, alice: Api, tmp_path: Path, settings: Settings
) -> None:
    settings.BPM_MAIL_OUTBOX = tmp_path
    give_email("alice", "alice@example.org")
    mail = fail_mail(alice)

    admin.ok("POST", f"{PATH}/{mail}/retry")
    send_all()

    # Nothing hangs on this one any more, so nothing goes out.
    assert NotificationMail.objects.get(id=mail).state == MailState.DROPPED
    assert mails_in(tmp_path) == []


def test_a_failed_mail_is_discarded_once_under_one_key(admin: Api, alice: Api) -> None:
    mail = fail_mail(alice)
    key = {"Idempotency-Key": "discard-it"}

    first = admin.ok("POST", f"{PATH}/{mail}/discard", headers=key)

    assert first["state"] == "dropped"
    assert admin.ok("POST", f"{PATH}/{mail}/discard", headers=key) == first
    assert admin("POST", f"{PATH}/{mail}/discard").status == 409
    assert admin("POST", f"{PATH}/{mail}/retry").status == 409
