"""The bank that the demo brings: what it pays, what it refuses, and under which name it is met."""

import io
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from bpm.config.demo.payments import PAYMENTS_HOST, answer_payment
from bpm.web.wsgi import by_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GOOD = {"iban": "DE89 3704 0044 0532 0130 00", "amount": 12.5}


def call(
    application: "WSGIApplication", body: bytes, **environ: str
) -> tuple[str, dict[str, object]]:
    """Return the status line and the answer."""
    heard: list[str] = []

    def start_response(status: str, _headers: object, _error: object = None) -> object:
        heard.append(status)
        return lambda _data: None

    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/payments",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **environ,
    }
    parts = application(given, start_response)  # type: ignore[arg-type]
    return heard[0], json.loads(b"".join(parts))


def pay(**payment: object) -> tuple[str, dict[str, object]]:
    return call(answer_payment, json.dumps(payment).encode())


def test_the_same_payment_gets_the_same_receipt() -> None:
    first, again, other = pay(**GOOD), pay(**GOOD), pay(**{**GOOD, "amount": 13})

    assert first[0] == "201 Created"
    assert first == again
    assert first != other
    assert str(first[1]["receipt"]).startswith("PAY-")


@pytest.mark.parametrize(
    ("payment", "status"),
    [
        ({**GOOD, "iban": "DE89 3704 0044 0532 0130 01"}, "422 No account has this IBAN"),
        ({**GOOD, "iban": "gb82west12345698765432"}, "201 Created"),
        ({**GOOD, "iban": None}, "422 No account has this IBAN"),
        ({"amount": 5}, "422 No account has this IBAN"),
        ({**GOOD, "amount": 0}, "422 The amount is not a positive number"),
        ({**GOOD, "amount": True}, "422 The amount is not a positive number"),
        ({**GOOD, "amount": "5"}, "422 The amount is not a positive number"),
    ],
)
def test_what_can_be_corrected_is_named_beside_the_status(
    payment: dict[str, object], status: str
) -> None:
    assert pay(**payment)[0] == status


@pytest.mark.parametrize(
    ("body", "environ", "status"),
    [
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b"\xff", {}, 400),
        (b"{}", {"CONTENT_LENGTH": ""}, 400),
        (b"{}", {"CONTENT_LENGTH": "10001"}, 400),
        (b"{}", {"REQUEST_METHOD": "GET"}, 405),
        (b"{}", {"PATH_INFO": "/api/v1/me"}, 404),
    ],
)
def test_all_else_is_refused(body: bytes, environ: dict[str, str], status: int) -> None:
    assert int(call(answer_payment, body, **environ)[0].split()[0]) == status


@pytest.mark.parametrize(
    ("host", "is_bank"),
    [
        ("payments.example", True),
        ("Payments.Example:80", True),
        ("127.0.0.1:8000", False),
        ("x.payments.example", False),
        ("", False),
    ],
)
def test_only_its_name_leads_to_it(host: str, is_bank: bool) -> None:
    def suite(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b'{"suite": true}']

    chosen = by_host({PAYMENTS_HOST: answer_payment}, otherwise=suite)

    answer = call(chosen, json.dumps(GOOD).encode(), HTTP_HOST=host)[1]

    assert ("receipt" in answer) is is_bank
    assert by_host({}, otherwise=suite) is suite
