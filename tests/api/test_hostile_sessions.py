"""The lists on forged requests, on guessing and on secrets, entry by entry."""

import base64
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings
from typing_extensions import override

from bpm.api import me
from bpm.base import clock
from bpm.base.log_context import JsonFormatter
from bpm.identity.models import User
from tests.api.authorisation_rows import ROWS
from tests.api.client import PASSWORD, Api, Tenants
from tests.api.test_authorisation_matrix import World, world
from tests.front_end import write_build
from tests.payloads import needs_payloads, read_payloads

pytestmark = [pytest.mark.django_db, needs_payloads]

__all__ = ["world"]
GROUP = {"name": "forged"}


@pytest.fixture
def page(tenants: Tenants, tmp_path: Path) -> Api:
    """Ada's browser: a session, and the token of its page."""
    write_build(tmp_path)
    browser = Api(client=Client(enforce_csrf_checks=True))
    browser.client.force_login(User.objects.get(username="ada"))
    browser.client.get("/password")
    return browser


def token_of(page: Api) -> str:
    """Return the token that the page's own requests carry."""
    return str(page.client.cookies["csrftoken"].value)


FORGED: dict[str, dict[str, str]] = {
    "CSRF-01": {},
    "CSRF-02": {"X-CSRFToken": "x" * 32},
    "CSRF-06": {"Origin": "https://evil.example"},
    "CSRF-07": {"Origin": "null"},
    "CSRF-09": {"Referer": "https://testserver.evil/"},
}


@pytest.mark.parametrize("entry", FORGED)
def test_a_forged_request_changes_nothing(page: Api, entry: str) -> None:
    headers = {"X-CSRFToken": token_of(page)} if entry in {"CSRF-06", "CSRF-07"} else {}

    answer = page("POST", "/groups", GROUP, headers=headers | FORGED[entry])

    assert (answer.status, answer.code) == (403, "csrf_failed")
    assert page.ok("GET", "/groups?name=forged")["items"] == []


def test_a_request_of_the_page_is_none(page: Api) -> None:
    assert page("POST", "/groups", GROUP, headers={"X-CSRFToken": token_of(page)}).status == 201


def test_a_token_in_the_address_is_none(page: Api) -> None:
    """CSRF-03."""
    path = f"/groups?csrfmiddlewaretoken={token_of(page)}"
    assert page("POST", path, GROUP).code == "csrf_failed"


def test_forms_of_other_sites_are_refused(page: Api) -> None:
    """CSRF-04, CSRF-05."""
    for kind in ("text/plain", "multipart/form-data; boundary=x"):
        answer = page("POST", "/groups", raw=json.dumps(GROUP).encode(), content_type=kind)
        assert (answer.status, answer.code) == (403, "csrf_failed")


def test_over_https_a_request_says_where_it_comes_from(page: Api) -> None:
    """CSRF-08."""
    answer = page.client.post(
        "/api/v1/groups",
        GROUP,
        content_type="application/json",
        headers={"X-CSRFToken": token_of(page)},
        secure=True,
    )
    assert answer.status_code == 403


def test_the_method_is_what_it_is(page: Api) -> None:
    """CSRF-10, CSRF-11."""
    headers = {"X-HTTP-Method-Override": "DELETE", "X-CSRFToken": token_of(page)}
    page.ok("POST", "/groups", GROUP, headers=headers)
    for method in ("GET", "POST"):
        page(method, "/groups/forged/members/alice?_method=DELETE", headers=headers)
    assert page.ok("GET", "/groups?name=forged")["items"]


def test_reading_changes_nothing(world: World) -> None:
    """CSRF-12, CSRF-13."""
    before = world.snapshot()
    for row in ROWS:
        for method in ("GET", "HEAD", "OPTIONS"):
            path = row.address
            for name, value in world.ids.items():
                path = path.replace(f"<str:{name}>", value)
            for _ in range(2):
                answer = world.tenants.admin(method, f"/{path}")
                assert answer.status < 500, (method, path)
                assert "access-control-allow-origin" not in answer.headers
    assert world.snapshot() == before


def test_a_token_decides_beside_a_session(page: Api, alice: Api) -> None:
    """CSRF-14."""
    headers = {"Authorization": f"Bearer {alice.token}"}
    assert page.ok("GET", "/me", headers=headers)["username"] == "alice"


def test_other_sites_read_nothing(page: Api) -> None:
    """CSRF-17, CSRF-18, CSRF-21, CSRF-22."""
    for origin in ("https://evil.example", "null"):
        for method in ("GET", "OPTIONS"):
            answer = page(method, "/me", headers={"Origin": origin})
            assert "access-control-allow-origin" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-frame-options"] == "DENY"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_cookies_are_the_browsers_own(page: Api) -> None:
    """CSRF-20."""
    page.client.logout()
    page.client.get("/login")
    form = {"username": "bob", "password": PASSWORD, "csrfmiddlewaretoken": token_of(page)}
    assert page.client.post("/login", form).status_code == 302
    cookie = page.client.cookies["kontor_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert bool(cookie["secure"]) is django_settings.CONFIGURATION.https


ELSEWHERE = {
    "CSRF-15": "the page that logs in: tests/integration/web/test_log_in.py",
    "CSRF-16": "the page that logs out: tests/integration/web/test_log_in.py",
    "CSRF-19": "nothing streams",
    "LIM-01": "by name: test_authentication.py",
    "LIM-02": "by address: test_authentication.py",
    "LIM-05": "no password is sent by mail",
    "LIM-06": "no password is sent by mail",
    "LIM-09": "calls are not counted",
    "LIM-10": "instances are not counted",
    "LIM-11": "lists and searches come in pages: test_search_limits.py",
    "LIM-12": "silent connections: tests/integration/suite/test_supervisor.py",
    "LIM-14": "there is no second factor",
    "SEC-05": "connectors: tests/integration/connectors",
    "SEC-06": "connectors: tests/integration/connectors",
    "SEC-07": "no variable is marked as secret",
    "SEC-08": "there are no forms with passwords",
    "SEC-10": "addresses hold ids only",
    "SEC-11": "nothing is attached",
    "SEC-12": "scripts have no output: tests/unit/core/scripting",
    "SEC-14": "a Celery message holds no argument: tests/integration/runtime/test_jobs.py",
    "SEC-15": "nothing is exported",
    "SEC-16": "no key is in the repository",
}


def test_every_entry_is_tried_here_or_named() -> None:
    listed = {
        entry["id"]
        for name in ("csrf_session", "limits_lockout", "secrets_canaries")
        for entry in read_payloads(name)
    }
    here = set(FORGED) | {
        word.strip(".,")
        for test in list(globals().values())
        if callable(test) and getattr(test, "__name__", "").startswith("test_")
        for word in (test.__doc__ or "").split()
    }
    assert listed == (here & listed) | set(ELSEWHERE)
    assert not here & set(ELSEWHERE)


# ---- guessing --------------------------------------------------------------------------------


def basic(username: str, password: str, **headers: str) -> int:
    """Ask with a name and a password; return the status."""
    text = base64.b64encode(f"{username}:{password}".encode()).decode()
    return Api()("GET", "/me", headers={"Authorization": f"Basic {text}", **headers}).status


def test_a_made_up_address_is_no_new_one(tenants: Tenants) -> None:
    """LIM-04."""
    headers = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(101)]
    statuses = [basic(f"nobody-{n}", "x", **header) for n, header in enumerate(headers)]
    assert statuses == [401] * 100 + [429]


def test_guesses_from_many_places_lock_nobody_out_for_long(
    tenants: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LIM-03."""
    for number in range(200):
        place = f"198.51.100.{number}"
        monkeypatch.setattr("bpm.api.authentication.client_address", lambda _, at=place: at)
        assert basic("bob", "guess") == (401 if number < 10 else 429)
    assert tenants.bob("GET", "/me").status == 200, "who is in stays in"
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert basic("bob", PASSWORD) == 200


def test_sessions_and_tokens_end_with_the_person(page: Api, tenants: Tenants) -> None:
    """LIM-07, LIM-08."""
    browser = Api(client=Client())
    browser.client.force_login(User.objects.get(username="bob"))
    assert browser("GET", "/me").status == 200

    tenants.admin.ok("POST", "/users/bob/password", {"password": "Another-horse-8"})
    assert browser("GET", "/me").status == 401
    tenants.admin.ok("POST", "/users/bob/deactivate")
    assert tenants.bob("GET", "/me").status == 401


def test_names_that_exist_take_as_much_work_as_others(
    tenants: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LIM-13."""
    worked: list[str] = []
    real_make, real_check = User.set_password, User.check_password

    def make(user: User, raw: str | None) -> None:
        worked.append("hash")
        real_make(user, raw)

    def check(user: User, raw: str) -> bool:
        worked.append("hash")
        return real_check(user, raw)

    monkeypatch.setattr(User, "set_password", make)
    monkeypatch.setattr(User, "check_password", check)

    assert basic("bob", "wrong") == 401
    assert worked == ["hash"]
    assert basic("nobody", "wrong") == 401
    assert worked == ["hash", "hash"]


# ---- secrets ---------------------------------------------------------------------------------

CANARY = 'canary/5f2c:"b+'


class _Everything(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [self.format(record), str(vars(record))]


@contextmanager
def listening() -> Iterator[Callable[[], list[str]]]:
    """Collect what any logger says; the call returns the lines that hold the canary."""
    everything, root = _Everything(), logging.getLogger()
    level = root.level
    root.addHandler(everything)
    root.setLevel(logging.DEBUG)
    forms = {
        CANARY,
        quote(CANARY),
        quote(CANARY, safe=""),
        json.dumps(CANARY)[1:-1],
        base64.b64encode(CANARY.encode()).decode().rstrip("="),
    }
    try:
        yield lambda: [line for line in everything.lines if any(form in line for form in forms)]
    finally:
        root.setLevel(level)
        root.removeHandler(everything)
    assert everything.lines, "nothing was listened to"


def test_no_log_holds_a_password_or_a_token(tenants: Tenants, page: Api) -> None:
    """SEC-01, SEC-02, SEC-03, SEC-04."""
    form = {"username": "bob", "password": CANARY, "csrfmiddlewaretoken": token_of(page)}
    person = {"username": "carla", "password": f"{CANARY} right"}
    with listening() as found:
        tenants.admin.ok("POST", "/users", person)
        basic("carla", f"{CANARY} right")
        basic("bob", CANARY)
        page.client.post("/login", form)
        page.client.post("/password", {**form, "old_password": CANARY, "new_password1": CANARY})
        Api()("GET", "/me", headers={"Authorization": f"Bearer {CANARY}"})
        Api()("GET", f"/me?token={quote(CANARY)}")

        assert found() == []


def test_a_fault_tells_nothing(
    tenants: Tenants, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """SEC-09, SEC-13."""

    def fail(*_: object, **__: object) -> None:
        secret = CANARY
        raise RuntimeError(f"about {secret} and {settings.SECRET_KEY}")

    monkeypatch.setattr(me.Me, "get", fail)

    answer = tenants.alice("GET", "/me")

    assert (answer.status, answer.code) == (500, "internal")
    assert answer.json["request_id"] == answer.headers["x-request-id"]
    for secret in (CANARY, settings.SECRET_KEY, "RuntimeError", "Traceback"):
        assert secret.encode() not in answer.raw
    for path in ("/health/live", "/health/ready", "/nothing-here"):
        assert settings.SECRET_KEY.encode() not in Client().get(path).content
