"""Sends HTTP requests to the public Internet, and to nothing behind it."""

import http.client
import logging
import re
import time
from dataclasses import replace
from ipaddress import ip_address

from django.conf import settings
from typing_extensions import override

from bpm.outbound.addresses import AllowedHosts
from bpm.outbound.bodies import read_body
from bpm.outbound.contracts import OutboundPolicy, OutboundRequest, OutboundResponse, StandIn
from bpm.outbound.errors import (
    InvalidRequestError,
    OutboundError,
    OutboundTimeoutError,
    RedirectRefusedError,
    UnreachableError,
)
from bpm.outbound.headers import check_headers, drop_content, hide_values, keep_harmless
from bpm.outbound.redaction import redact_url
from bpm.outbound.sockets import Deadline, GuardedSocket, connect, resolve_allowed
from bpm.outbound.urls import Target, join_url, parse_url

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
USER_AGENT = "Kontor"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AS_GET = frozenset({301, 302, 303})
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")

_log = logging.getLogger(__name__)


def policy_from_settings() -> OutboundPolicy:
    """Return the policy of this installation."""
    return OutboundPolicy(
        allowed=AllowedHosts.parse(settings.BPM_HTTP_ALLOWED_HOSTS),
        stand_ins={
            ("http", name, 80): StandIn(address=ip_address(host), port=port)
            for name, (host, port) in settings.BPM_HTTP_STAND_INS.items()
        },
    )


def send(request: OutboundRequest, policy: OutboundPolicy) -> OutboundResponse:
    """Send a request, follow redirects, and return the answer, whatever its status.

    The address of each hop is checked, and the connection is made to the address that was
    checked. A redirect that changes POST into GET drops the body, as browsers do; one to another
    server takes along only headers that cannot hold credentials.

    Raises:
        OutboundError: One of ``bpm.outbound.errors``; ``is_permanent`` says whether trying again
            can help.
    """
    _check(request, policy)
    deadline = Deadline(policy.total_seconds)
    target = parse_url(request.url)
    for _ in range(policy.max_redirects + 1):
        response = _exchange(request, target, policy, deadline)
        location = response.headers.get("location")
        if response.status not in _REDIRECTS or location is None:
            return response
        request, target = _follow(request, target, response.status, location)
    raise RedirectRefusedError(f"There were more than {policy.max_redirects} redirects.")


def _check(request: OutboundRequest, policy: OutboundPolicy) -> None:
    if request.method not in METHODS:
        raise InvalidRequestError(f"The method must be one of {', '.join(METHODS)}.")
    if len(request.body) > policy.max_request_bytes:
        raise InvalidRequestError(f"The body is larger than {policy.max_request_bytes:,} bytes.")
    check_headers(request.headers)


def _follow(
    request: OutboundRequest, target: Target, status: int, location: str
) -> tuple[OutboundRequest, Target]:
    try:
        following = join_url(target, location)
    except InvalidRequestError as error:
        raise RedirectRefusedError(f"A redirect is not followed: {error.detail}") from error
    if target.is_tls and not following.is_tls:
        raise RedirectRefusedError("A redirect from https to http is not followed.")
    headers = dict(request.headers)
    if following.origin != target.origin:
        headers = keep_harmless(headers)
    request = replace(request, url=following.url, headers=headers)
    if status in _AS_GET and request.method not in {"GET", "HEAD"}:
        request = replace(request, method="GET", body=b"", headers=drop_content(headers))
    return request, following


def _exchange(
    request: OutboundRequest, target: Target, policy: OutboundPolicy, deadline: Deadline
) -> OutboundResponse:
    shown, began = f"{request.method} {redact_url(target.url)}", time.monotonic()
    try:
        with _Connection(target, _open(target, policy, deadline)) as connection:
            response = connection.exchange(request, policy.max_response_bytes)
    except OutboundError as error:
        _log.info("%s failed: %s", shown, error.detail)
        raise
    except TimeoutError as error:
        raise OutboundTimeoutError(f"{target.host} stopped answering.") from error
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(f"The connection to {target.host} broke off.") from error
    _log.info(
        "%s answered %d.",
        shown,
        response.status,
        extra={
            "bytes_received": len(response.body),
            "bytes_sent": len(request.body),
            "milliseconds": round((time.monotonic() - began) * 1000),
            "headers": hide_values(request.headers),
        },
    )
    return response


def _open(target: Target, policy: OutboundPolicy, deadline: Deadline) -> GuardedSocket:
    stand_in = policy.stand_ins.get(target.origin)
    if stand_in is not None:
        return connect(target, [stand_in.address], policy, deadline, port=stand_in.port)
    return connect(target, resolve_allowed(target, policy, deadline), policy, deadline)


class _Connection(http.client.HTTPConnection):
    """One exchange over a socket that is open already."""

    def __init__(self, target: Target, guarded: GuardedSocket) -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.is_tls else 80
        self._target = target
        self._guarded = guarded
        self.sock = guarded

    @override
    def connect(self) -> None:
        # The parent would look the name up again, and might be told another address.
        raise UnreachableError(f"{self._target.host} closed the connection.")

    def __enter__(self) -> "_Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._guarded.release()

    def exchange(self, request: OutboundRequest, max_response_bytes: int) -> OutboundResponse:
        """Send the request and read the answer."""
        headers = {
            "User-Agent": USER_AGENT,
            **request.headers,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        self.request(request.method, self._target.path, request.body or None, headers)
        with self.getresponse() as response:
            return OutboundResponse(
                status=response.status,
                reason=_UNPRINTABLE.sub("�", response.reason),
                headers=_read_headers(response),
                body=read_body(response, max_response_bytes),
                url=self._target.url,
            )


def _read_headers(response: http.client.HTTPResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        printable = _UNPRINTABLE.sub("�", value)
        known = headers.get(name.lower())
        headers[name.lower()] = printable if known is None else f"{known}, {printable}"
    return headers
