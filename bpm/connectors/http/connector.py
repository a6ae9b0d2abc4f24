"""Makes one HTTP request, and reads what comes back."""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote

from bpm.connectors.contracts import CallContext
from bpm.connectors.errors import ConnectorError, invalid_parameter
from bpm.connectors.http.bodies import read_answer, write_body
from bpm.connectors.parameters import read_context, read_text, to_text
from bpm.core.values import Value, name_kind
from bpm.outbound.client import policy_from_settings, send
from bpm.outbound.contracts import OutboundRequest, OutboundResponse
from bpm.outbound.errors import OutboundError
from bpm.outbound.redaction import redact_url

IDEMPOTENCY_HEADER = "Idempotency-Key"
_RANGE = re.compile(r"([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?")
_SECRET_REFERENCE = re.compile(r"\{\{\s*secrets\.")


def run(values: Mapping[str, Value], context: CallContext) -> Value:
    """Send the request that the parameters describe.

    Returns:
        A context of ``status``, ``headers`` and ``body``.

    Raises:
        ConnectorError: A parameter is wrong, the address may not be called, there is no answer,
            or its status is no success. A failing status is never permanent: how often it is
            tried again is for ``bpm:retry`` to say.
    """
    request = make_request(values, context)
    statuses = read_success(values.get("success"))
    seconds = context.timeout_seconds
    # A service may think for as long as the model lets it before it sends its first byte.
    policy = replace(policy_from_settings(), total_seconds=seconds, read_seconds=seconds)
    try:
        response = send(request, policy)
    except OutboundError as error:
        raise ConnectorError(error.detail, permanent=error.is_permanent, kind=error.code) from error
    if response.status not in statuses:
        raise _failed(request, response)
    return {
        "status": Decimal(response.status),
        # A cookie is somebody's session: it does not become a variable that many may read.
        "headers": {n: value for n, value in response.headers.items() if n != "set-cookie"},
        "body": read_answer(response),
    }


def _failed(request: OutboundRequest, response: OutboundResponse) -> ConnectorError:
    reason = f" {response.reason}" if response.reason else ""
    return ConnectorError(
        f"{request.method} {redact_url(request.url)} answered {response.status}{reason}.",
        permanent=False,
        kind="http_status",
        status=Decimal(response.status),
        body=read_answer(response, is_lenient=True),
    )


def make_request(values: Mapping[str, Value], context: CallContext) -> OutboundRequest:
    """Return the request that the parameters describe.

    Raises:
        ConnectorError: A parameter is wrong.
    """
    url = _add_query(read_text(values, "url").strip(), read_context(values, "query"))
    body, content_type = write_body(values.get("body"))
    given = {
        name: to_text(f"headers.{name}", value)
        for name, value in read_context(values, "headers").items()
        if value is not None
    }
    headers = _join_headers(given, _read_auth(read_context(values, "auth")))
    headers = _join_headers(headers, {IDEMPOTENCY_HEADER: context.idempotency_key})
    names = {name.lower() for name in headers}
    if content_type is not None and "content-type" not in names:
        headers["Content-Type"] = content_type
    if "accept" not in names:
        headers["Accept"] = "application/json, */*;q=0.8"
    _refuse_secret_references(url, headers)
    return OutboundRequest(method=read_text(values, "method"), url=url, headers=headers, body=body)


def _join_headers(headers: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    names = {name.lower() for name in headers}
    for name in more:
        if name.lower() in names:
            raise invalid_parameter("headers", f"sets {name}, which is set already.")
    return {**headers, **more}


def _refuse_secret_references(url: str, headers: Mapping[str, str]) -> None:
    for text in (url, *headers.values()):
        if _SECRET_REFERENCE.search(text):
            raise ConnectorError(
                "The call refers to a secret that is not there for it.",
                permanent=True,
                kind="unknown_secret",
            )


def _add_query(url: str, query: Mapping[str, Value]) -> str:
    pairs = [
        f"{quote(name, safe='')}={quote(to_text(f'query.{name}', item), safe='')}"
        for name, value in query.items()
        if value is not None
        for item in (value if isinstance(value, list) else [value])
    ]
    if not pairs:
        return url
    address, mark, fragment = url.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{'&'.join(pairs)}{mark}{fragment}"


def _read_auth(auth: Mapping[str, Value]) -> dict[str, str]:
    if not auth:
        return {}
    match auth.get("type"):
        case "basic":
            pair = f"{_member(auth, 'username')}:{_member(auth, 'password')}"
            return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        case "bearer":
            return {"Authorization": f"Bearer {_member(auth, 'token')}"}
        case "header":
            return {_member(auth, "name"): _member(auth, "value")}
        case _:
            raise invalid_parameter("auth", 'needs type: "basic", "bearer" or "header".')


def _member(auth: Mapping[str, Value], name: str) -> str:
    value = auth.get(name)
    if not isinstance(value, str) or not value:
        raise invalid_parameter("auth", f"needs a text {name}, not {name_kind(value)}.")
    return value


def read_success(value: Value) -> frozenset[int]:
    """Return the statuses that count as success.

    Raises:
        ConnectorError: It is neither a list of statuses nor such text as ``200-299,404``.
    """
    parts = value if isinstance(value, list) else str(value).split(",")
    found: set[int] = set()
    for part in parts:
        text = to_text("success", part).strip()
        match = _RANGE.fullmatch(text)
        if match is None:
            raise invalid_parameter("success", f"holds {text[:20]!r}, which is no status.")
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)
