"""Logging in, logging out, changing the password."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.http.response import HttpResponseBase
from django.test import Client
from psycopg import errors

from bpm.identity.models import LoginThrottle
from bpm.identity.services import credentials

pytestmark = pytest.mark.usefixtures("people")


def log_in(
    browser: Client, *, username: str = "clerk", password: str = "clerk", **fields: str
) -> HttpResponseBase:
    browser.get("/login")
    token = browser.cookies["csrftoken"].value
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token, **fields}
    return browser.post("/login", form)


def test_the_right_password_begins_a_session_and_leads_to_the_page_asked_for(
    browser: Client,
) -> None:
    wanted = browser.get("/inbox?view=mine")
    assert wanted.headers["Location"] == "/login?next=/inbox%3Fview%3Dmine"

    answer = log_in(browser, next="/inbox?view=mine")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox?view=mine")
    cookie = browser.cookies["kontor_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert browser.get("/inbox").status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [("clerk", "wrong"), ("nobody", "clerk"), ("", ""), ("CLERK\0", "clerk"), ("x" * 5000, "y")],
)
def test_a_wrong_name_or_password_is_refused_with_the_same_words(
    browser: Client, username: str, password: str
) -> None:
    answer = log_in(browser, username=username, password=password)

    assert answer.status_code == 200
    assert b"User name or password is wrong" in answer.getvalue()
    assert "kontor_session" not in browser.cookies


def test_somebody_deactivated_cannot_log_in(browser: Client) -> None:
    get_user_model().objects.filter(username="clerk").update(is_active=False)

    assert b"User name or password is wrong" in log_in(browser).getvalue()


def test_guessing_is_throttled_by_name_and_says_how_long(browser: Client) -> None:
    answers = [log_in(browser, password=f"guess {n}") for n in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert b"Too many attempts" in answers[-1].getvalue()
    assert log_in(browser).status_code == 429, "the right password too, until the time is over"
    assert log_in(browser, username="manager", password="manager").status_code == 302


def test_a_database_that_goes_away_locks_nobody_out(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_away(places: tuple[str, str]) -> None:
        raise OperationalError from errors.AdminShutdown()

    with monkeypatch.context() as away:
        away.setattr(credentials, "_take_back", be_away)
        browser.raise_request_exception = False
        assert {log_in(browser).status_code for _ in range(10)} == {503}

    assert log_in(browser).status_code == 302
    assert not LoginThrottle.objects.filter(key__startswith="name:").exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_logging_in_never_leads_to_another_site(browser: Client, target: str) -> None:
    assert log_in(browser, next=target).headers["Location"] == "/"


def test_logging_in_needs_the_token_of_the_page(browser: Client) -> None:
    answer = browser.post("/login", {"username": "clerk", "password": "clerk"})

    assert answer.status_code == 403
    assert b"The page was open for too long" in answer.content


def test_logging_out_ends_the_session_and_needs_a_post_with_a_token(browser: Client) -> None:
    log_in(browser)

    assert browser.get("/logout").status_code == 405
    assert browser.post("/logout").status_code == 403
    token = browser.cookies["csrftoken"].value
    answer = browser.post("/logout", {"csrfmiddlewaretoken": token})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/login")
    assert browser.get("/").status_code == 302


def change_password(browser: Client, *, old: str, new: str) -> HttpResponseBase:
    browser.get("/password")
    return browser.post(
        "/password",
        {
            "old_password": old,
            "new_password1": new,
            "new_password2": new,
            "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
        },
    )


def test_changing_the_password_keeps_this_session_and_ends_the_others(browser: Client) -> None:
    elsewhere = Client(enforce_csrf_checks=True)
    log_in(elsewhere)
    log_in(browser)

    answer = change_password(browser, old="clerk", new="a much longer one")

    assert b"The password is changed" in answer.getvalue()
    assert browser.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert log_in(Client(enforce_csrf_checks=True), password="clerk").status_code == 200
    again = log_in(Client(enforce_csrf_checks=True), password="a much longer one")
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("wrong", "a much longer one", b"incorrect"),
        ("clerk", "short", b"too short"),
        ("clerk", "clerk@example.org", b"too similar"),
        ("clerk", "1234567890", b"too common"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    browser: Client, old: str, new: str, complaint: bytes
) -> None:
    log_in(browser)

    answer = change_password(browser, old=old, new=new)

    assert complaint in answer.getvalue()
    assert get_user_model().objects.get(username="clerk").check_password("clerk")


def test_guessing_the_old_password_is_throttled_as_at_the_log_in(browser: Client) -> None:
    log_in(browser)

    new = "a much longer one"
    answers = [change_password(browser, old=f"guess {n}", new=new) for n in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert b"Too many attempts" in answers[-1].getvalue()
    right = change_password(browser, old="clerk", new=new)
    assert right.status_code == 429, "the right password too, until the time is over"
    assert log_in(Client(enforce_csrf_checks=True)).status_code == 429, "it is one count"
    assert get_user_model().objects.get(username="clerk").check_password("clerk")


def test_the_right_old_password_forgives_the_wrong_ones(browser: Client) -> None:
    log_in(browser)
    for n in range(9):
        change_password(browser, old=f"guess {n}", new="a much longer one")

    changed = change_password(browser, old="clerk", new="a much longer one")

    assert b"The password is changed" in changed.getvalue()
    for n in range(10):
        assert change_password(browser, old=f"guess {n}", new="another one").status_code == 200


def test_changing_the_password_needs_a_session(browser: Client) -> None:
    assert browser.get("/password").headers["Location"] == "/login?next=/password"
