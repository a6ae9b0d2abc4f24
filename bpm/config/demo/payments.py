"""A bank to try payments with: it keeps nothing, and refuses what an operator can correct."""

import hashlib
import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAYMENTS_HOST = "payments.example"
"""Its name to processes; nobody owns a name below ``example``, so that it leads nowhere else."""
_LONGEST_BODY = 10_000
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")


def answer_payment(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer ``POST /payments`` with a receipt, or with the reason why there is none.

    The same payment gets the same receipt: it is made from nothing else.
    """
    if environ["PATH_INFO"] != "/payments":
        return _answer(start_response, HTTPStatus.NOT_FOUND, {"error": "There are only /payments."})
    if environ["REQUEST_METHOD"] != "POST":
        return _answer(start_response, HTTPStatus.METHOD_NOT_ALLOWED, {"error": "Send a POST."})
    size = environ.get("CONTENT_LENGTH", "")
    if not size.isdigit() or int(size) > _LONGEST_BODY:
        return _answer(start_response, HTTPStatus.BAD_REQUEST, {"error": "The body has no length."})
    try:
        payment = json.loads(environ["wsgi.input"].read(int(size)))
    except ValueError:
        payment = None
    if not isinstance(payment, dict):
        return _answer(start_response, HTTPStatus.BAD_REQUEST, {"error": "Send a JSON object."})
    complaint = _find_complaint(payment)
    if complaint is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _answer(start_response, status, {"error": complaint}, reason=complaint)
    content = json.dumps(payment, sort_keys=True).encode()
    receipt = f"PAY-{hashlib.sha256(content).hexdigest()[:8].upper()}"
    return _answer(start_response, HTTPStatus.CREATED, {"receipt": receipt})


def _find_complaint(payment: dict[str, object]) -> str | None:
    """Return what is wrong with a payment; short, because it stands beside the status."""
    iban = str(payment.get("iban", "")).replace(" ", "").upper()
    amount = payment.get("amount")
    if not _IBAN.fullmatch(iban) or not is_iban(iban):
        return "No account has this IBAN"
    if isinstance(amount, bool) or not isinstance(amount, int | float) or amount <= 0:
        return "The amount is not a positive number"
    return None


def is_iban(text: str) -> bool:
    """Return whether the check digits of an IBAN are right (ISO 7064, modulo 97)."""
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _answer(
    start_response: "StartResponse",
    status: HTTPStatus,
    content: dict[str, str],
    *,
    reason: str | None = None,
) -> Iterable[bytes]:
    body = json.dumps(content).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(f"{status.value} {reason or status.phrase}", headers)
    return [body]
