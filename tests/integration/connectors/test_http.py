"""The connector http, called as the job handler calls it."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from uuid import UUID

import pytest
from pytest_django import Settings

from bpm.connectors import services
from bpm.connectors.errors import ConnectorError
from bpm.core.time import Date
from bpm.core.values import Value
from tests.integration.connectors.servers import plainly, web_server

TENANT = UUID(int=1)


@dataclass(frozen=True, kw_only=True)
class Call:
    connector: str = "http"
    operation: str | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    timeout_seconds: float | None = 5


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings: Settings) -> None:
    settings.BPM_HTTP_ALLOWED_HOSTS = ("127.0.0.1",)


def call(timeout: float | None = 5, /, **parameters: Value) -> Value:
    return services.call(
        Call(parameters=parameters, timeout_seconds=timeout),
        idempotency_key="key-1",
        tenant_id=TENANT,
    )


def test_json_keeps_every_digit_both_ways() -> None:
    def echo(handler: BaseHTTPRequestHandler) -> None:
        plainly(body=web.seen[-1].body, content_type="application/json; charset=utf-8")(handler)

    amount = Decimal("1234567890123456789.000000000000001")
    with web_server(echo) as web:
        result = call(
            method="POST",
            url=web.url,
            body={"amount": amount, "small": Decimal("0.1"), "on": Date.parse("2026-02-28")},
        )

    assert b'"amount":1234567890123456789.000000000000001' in web.seen[0].body
    assert web.seen[0].headers["content-type"] == "application/json"
    assert isinstance(result, dict)
    assert result["status"] == Decimal(200)
    assert result["body"] == {"amount": amount, "small": Decimal("0.1"), "on": "2026-02-28"}


def failing_payment(url: str) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        call(url=f"{url}/pay?token=TOP", method="POST")
    return caught.value


def test_each_attempt_carries_the_same_idempotency_key() -> None:
    with web_server(plainly(503, b'{"retry": true}', content_type="application/json")) as web:
        errors = [failing_payment(web.url) for _ in range(2)]

    assert [seen.headers["idempotency-key"] for seen in web.seen] == ["key-1", "key-1"]
    assert [error.permanent for error in errors] == [False, False]
    assert errors[0].error == {
        "code": "http_status",
        "message": f"POST {web.url}/pay?token=… answered 503 Service Unavailable.",
        "status": Decimal(503),
        "body": {"retry": True},
    }


@pytest.mark.parametrize("status", [302, 400, 401, 404, 408, 422, 429, 500])
def test_any_failing_status_may_be_tried_again(status: int) -> None:
    with (
        web_server(plainly(status, b"{no json", content_type="application/json")) as web,
        pytest.raises(ConnectorError) as caught,
    ):
        call(url=web.url)

    assert (caught.value.permanent, caught.value.error["status"]) == (False, Decimal(status))
    assert caught.value.error["body"] == "{no json"


@pytest.mark.parametrize("success", ["200-299,404", [Decimal(200), Decimal(404)], Decimal(404)])
def test_the_model_says_what_success_is(success: Value) -> None:
    with web_server(plainly(404)) as web:
        result = call(url=web.url, success=success)

    assert isinstance(result, dict)
    assert (result["status"], result["body"]) == (Decimal(404), None)


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/plain", b"gr\xc3\xbcn", "grün"),
        ("text/plain; charset=latin-1", b"gr\xfcn", "grün"),
        ("text/plain", b"\xff", b"\xff"),
        ("text/plain", b"a\x00", b"a\x00"),
        ("text/plain; charset=no-such", b"a", b"a"),
        ("text/plain; charset=hex", b"61", b"61"),
        ("application/pdf", b"%PDF", b"%PDF"),
        ("application/problem+json", b"[1]", [Decimal(1)]),
        ("application/json", b"", None),
    ],
)
def test_bodies_are_what_their_type_says(content_type: str, body: bytes, expected: Value) -> None:
    with web_server(plainly(body=body, content_type=content_type, set_cookie="s=1")) as web:
        result = call(url=web.url)

    assert isinstance(result, dict)
    assert isinstance(result["headers"], dict)
    assert result["body"] == expected
    assert "set-cookie" not in result["headers"]


@pytest.mark.parametrize(
    "body", [b"{", b'{"a":1,"a":2}', b"NaN", b"0.12345678901234567890123456789012345", b"\xff"]
)
def test_json_that_cannot_be_kept_exactly_is_a_failed_attempt(body: bytes) -> None:
    with (
        web_server(plainly(body=body, content_type="application/json")) as web,
        pytest.raises(ConnectorError) as caught,
    ):
        call(url=web.url)

    assert (caught.value.permanent, caught.value.error["code"]) == (False, "answer_unreadable")


def test_query_headers_and_credentials() -> None:
    with web_server(plainly()) as web:
        call(
            url=f"{web.url}/?a=1#part",
            query={"b": Decimal("1.50"), "c": ["x y", "&"], "no": None, "t": True},
            headers={"X-A": Decimal(7), "X-None": None},
            auth={"type": "basic", "username": "u", "password": "p"},
        )
        call(url=web.url, auth={"type": "bearer", "token": "t"})
        call(url=web.url, auth={"type": "header", "name": "X-Key", "value": "k"})

    assert web.seen[0].path == "/?a=1&b=1.50&c=x%20y&c=%26&t=true"
    assert web.seen[0].headers["x-a"] == "7"
    assert "x-none" not in web.seen[0].headers
    assert [seen.headers.get("authorization") for seen in web.seen] == [
        "Basic dTpw",
        "Bearer t",
        None,
    ]
    assert web.seen[2].headers["x-key"] == "k"


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"url": None}, "url"),
        ({"url": Decimal(1)}, "url"),
        ({"url": "http://127.0.0.1/", "method": "TRACE"}, "method"),
        ({"url": "http://127.0.0.1/", "colour": "red"}, "colour"),
        ({"url": "http://127.0.0.1/", "headers": "X: 1"}, "headers"),
        ({"url": "http://127.0.0.1/", "headers": {"X": ["1"]}}, "headers.X"),
        ({"url": "http://127.0.0.1/", "headers": {"idempotency-key": "mine"}}, "headers"),
        ({"url": "http://127.0.0.1/", "query": {"a": {"b": None}}}, "query.a"),
        ({"url": "http://127.0.0.1/", "auth": {"type": "magic"}}, "auth"),
        ({"url": "http://127.0.0.1/", "auth": {"type": "bearer"}}, "auth"),
        ({"url": "http://127.0.0.1/", "success": "20x"}, "success"),
        ({"url": "http://127.0.0.1/", "body": "x"}, "body"),
    ],
)
def test_a_wrong_parameter_is_named_and_permanent(parameters: dict[str, Value], name: str) -> None:
    with pytest.raises(ConnectorError, match=f"The parameter {name} ") as caught:
        call(**parameters)

    assert caught.value.permanent
    assert caught.value.error["code"] == "invalid_parameter"


@pytest.mark.parametrize(
    ("url", "headers", "code"),
    [
        ("http://10.0.0.1/", {}, "address_refused"),
        ("file:///etc/passwd", {}, "outbound_request_invalid"),
        ("http://127.0.0.1/", {"X": "a\r\nY: b"}, "outbound_request_invalid"),
        ("http://127.0.0.1/", {"Authorization": "{{secrets.other}}"}, "unknown_secret"),
        ("http://127.0.0.1/{{secrets.a}}", {}, "unknown_secret"),
    ],
)
def test_what_may_not_leave_is_an_incident_at_once(
    url: str, headers: dict[str, Value], code: str
) -> None:
    with pytest.raises(ConnectorError) as caught:
        call(url=url, headers=headers)

    assert (caught.value.permanent, caught.value.error["code"]) == (True, code)


def test_the_timeout_of_the_model_holds() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            done.wait(0.1)

    done = threading.Event()
    with web_server(drip) as web, pytest.raises(ConnectorError) as caught:
        call(0.3, url=web.url)

    assert (caught.value.permanent, caught.value.error["code"]) == (False, "outbound_timeout")


@pytest.mark.parametrize("seconds", [0, -1, 601, float("nan")])
def test_impossible_timeouts_are_refused(seconds: float) -> None:
    with pytest.raises(ConnectorError, match="timeout") as caught:
        call(seconds, url="http://127.0.0.1/")

    assert caught.value.permanent


@pytest.mark.parametrize(
    ("connector", "operation"), [("soap", None), ("http", "get"), ("python", None)]
)
def test_unknown_connectors_are_named(connector: str, operation: str | None) -> None:
    with pytest.raises(ConnectorError, match=connector) as caught:
        services.call(
            Call(connector=connector, operation=operation), idempotency_key="k", tenant_id=TENANT
        )

    assert caught.value.permanent


def test_errors_can_be_written_as_json() -> None:
    error = ConnectorError("x", permanent=True)

    assert json.dumps(error.error)
