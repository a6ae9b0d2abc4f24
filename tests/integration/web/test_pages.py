"""The page that carries the application, its policy, and pages about what went wrong."""

import json
import logging
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from psycopg import errors as pg
from pytest_django import Settings

from bpm.notifications.models import NotificationSettings
from bpm.web import health, pages
from bpm.web.middleware import LimitsMiddleware
from bpm.web.wsgi import Utf8Handler

pytestmark = pytest.mark.usefixtures("people")

POLICY = {
    "default-src 'self'",
    "script-src 'self' 'nonce-{nonce}'",
    "style-src 'self' 'nonce-{nonce}'",
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.fixture
def clerk(client: Client) -> Client:
    answer = client.post("/login", {"username": "clerk", "password": "clerk"})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize("path", ["/", "/inbox", "/processes/order.check/instances", "/no/such"])
def test_every_page_of_the_application_is_the_same_and_needs_a_session(
    client: Client, path: str
) -> None:
    assert client.get(path).headers["Location"].startswith("/login?next=")

    client.post("/login", {"username": "clerk", "password": "clerk"})
    answer = client.get(path)

    assert answer.status_code == 200
    assert b'<div id="root">' in answer.content
    assert "csrftoken" in answer.cookies


def test_the_page_loads_the_build_with_its_nonce_and_nothing_else(clerk: Client) -> None:
    answer = clerk.get("/")

    text = answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    expected = {part.format(nonce=nonce[1]) for part in POLICY}
    assert {part.strip() for part in policy.split(";")} == expected
    assert re.findall(r'(?:href|src)="(/static/[^"]+)" nonce="([^"]+)"', text) == [
        ("/static/assets/shared-dddddddd.css", nonce[1]),
        ("/static/assets/index-bbbbbbbb.css", nonce[1]),
        ("/static/assets/shared-cccccccc.js", nonce[1]),
        ("/static/assets/index-aaaaaaaa.js", nonce[1]),
    ]
    assert f'<meta name="csp-nonce" content="{nonce[1]}">' in text
    assert text.count("<script") == text.count(f'nonce="{nonce[1]}"></script>') + text.count(
        f'<script nonce="{nonce[1]}">'
    )
    assert clerk.get("/").headers["Content-Security-Policy"] != policy, "a nonce is used once"


def test_pages_forbid_framing_sniffing_and_leaking_addresses(client: Client) -> None:
    headers = client.get("/login").headers

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


def test_pages_that_are_not_built_say_how_to_build_them(clerk: Client, build: Path) -> None:
    (build / "manifest.json").unlink()
    clerk.raise_request_exception = False

    answer = clerk.get("/")

    assert answer.status_code == 503
    assert b"make run" in answer.content


def test_an_unknown_address_below_the_api_is_a_problem(clerk: Client) -> None:
    answer = clerk.get("/api/v2/x")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_fault_of_ours_shows_the_request_id_and_no_more(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "render", fail)
    clerk.raise_request_exception = False

    answer = clerk.get("/", headers={"X-Request-Id": "abc-1"})

    assert answer.status_code == 500
    assert b"abc-1" in answer.content
    assert b"secret detail" not in answer.content


def test_a_database_that_is_away_is_503_with_a_time_to_come_back(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("gone") from pg.AdminShutdown()

    monkeypatch.setattr(pages, "render", fail)
    clerk.raise_request_exception = False

    answer = clerk.get("/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_every_answer_has_a_request_id_and_a_line_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="bpm.requests"):
        given = client.get("/login", headers={"X-Request-Id": "from-the-proxy.1"})
        made = client.get("/login", headers={"X-Request-Id": "not\tgood"})

    assert given.headers["X-Request-Id"] == "from-the-proxy.1"
    assert re.fullmatch(r"[0-9a-f-]{36}", made.headers["X-Request-Id"])
    assert [record.getMessage() for record in caplog.records] == ["GET /login", "GET /login"]
    assert {vars(record)["status"] for record in caplog.records} == {200}


@pytest.mark.parametrize(
    ("content_type", "limit", "code"),
    [
        ("application/json", 10_000_000, "body_too_large"),
        ("multipart/form-data; boundary=x", 20_000_000, "upload_too_large"),
    ],
)
def test_a_body_beyond_the_limit_is_refused(
    client: Client, content_type: str, limit: int, code: str
) -> None:
    answer = client.generic(
        "POST", "/api/v1/deployments", b"x" * (limit + 1), content_type=content_type
    )

    problem = json.loads(answer.content)
    assert (answer.status_code, problem["status"], problem["code"]) == (413, 413, code)
    assert str(limit) in problem["detail"]
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_of_unknown_length_is_refused(client: Client) -> None:
    answer = client.generic("POST", "/api/v1/deployments", HTTP_TRANSFER_ENCODING="chunked")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "length_missing")


@pytest.mark.parametrize("path", ["/login", "/api/v1/me"])
def test_other_host_names_are_refused(client: Client, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})

    assert answer.status_code == 400


def test_health_answers_whatever_name_it_is_asked_by(client: Client) -> None:
    answer = client.get("/health/live", headers={"Host": "10.0.0.7:8000"})

    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "live"})


@pytest.mark.parametrize(("seen", "status"), [(True, 200), (False, 503)])
def test_ready_needs_a_scheduler(
    client: Client, monkeypatch: pytest.MonkeyPatch, seen: bool, status: int
) -> None:
    monkeypatch.setattr(health, "is_scheduler_seen", lambda: seen)

    answer = client.get("/health/ready")

    assert answer.status_code == status
    assert set(json.loads(answer.content)) == {"status"}, "no detail for strangers"


def test_behind_https_cookies_are_secure_and_plain_requests_are_sent_there(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/login")

    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/login")
    assert client.get("/health/live").status_code == 200


def test_a_body_that_is_too_large_is_read_to_its_end_so_that_the_answer_is_heard() -> None:
    requests = RequestFactory()
    request = requests.post("/api/v1/tokens", b"x" * 10_000_001, content_type="application/json")

    answer = LimitsMiddleware(lambda _: HttpResponse())(request)

    assert answer.status_code == 413
    assert request.read() == b""


@pytest.mark.parametrize("charset", ["base64", "idna", "rot13", "utf-16", "undefined", "no"])
def test_a_charset_that_is_none_changes_nothing(charset: str) -> None:
    environ = RequestFactory().get("/login?next=%C3%A4").environ
    environ["CONTENT_TYPE"] = f"application/json; charset={charset}"

    request = Utf8Handler.request_class(environ)

    assert (request.encoding, request.GET["next"]) == (None, "ä")
    assert request.content_type == "application/json"


def test_pages_speak_the_language_of_the_browser_and_then_the_persons(client: Client) -> None:
    german = {"accept-language": "de-CH,de;q=0.9"}
    page = client.get("/login", headers=german).content.decode()
    assert '<html lang="de">' in page
    assert "<h1>Anmelden</h1>" in page
    wrong = client.post("/login", {"username": "clerk", "password": "x"}, headers=german)
    assert "Benutzername oder Passwort ist falsch" in wrong.content.decode()
    client.post("/login", {"username": "clerk", "password": "clerk"}, headers=german)
    assert '<html lang="de">' in client.get("/inbox", headers=german).content.decode()
    assert '<html lang="en">' in client.get("/inbox").content.decode()
    assert "Neues Passwort" in client.get("/password", headers=german).content.decode()
    assert get_user_model().objects.get(username="clerk").seen_language == "de"

    get_user_model().objects.filter(username="clerk").update(language="en")

    assert '<html lang="en">' in client.get("/inbox", headers=german).content.decode()
    refused = client.post("/password", {"old_password": "x"}, headers=german).content.decode()
    assert "This field is required." in refused
    assert "To the start of Kontor" not in client.get("/static/no", headers=german).content.decode()


def test_the_page_names_the_time_zone_that_the_person_chose(clerk: Client) -> None:
    user = get_user_model().objects.get(username="clerk")
    assert b"data-time-zone" not in clerk.get("/").content
    NotificationSettings.objects.create(
        tenant_id=user.tenant_id, user=user, digest_hour=8, time_zone="Asia/Tokyo"
    )
    assert b'<html lang="en" data-time-zone="Asia/Tokyo">' in clerk.get("/").content
