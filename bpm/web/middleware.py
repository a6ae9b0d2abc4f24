"""What happens to every request before and after its view."""

import contextlib
import logging
import re
import time
from collections.abc import Awaitable, Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate, get_language_from_request
from typing_extensions import override

from bpm.base.ids import new_id
from bpm.base.log_context import new_log_context
from bpm.base.trace import follow_trace
from bpm.web.errors import refuse
from bpm.web.refusals import BodyTooLargeError, LengthMissingError, UploadTooLargeError

_REQUEST_LOG = logging.getLogger("bpm.requests")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
_UPLOAD_TYPES = ("multipart/form-data",)
_DRAINED_BYTES = 100_000_000
_CHUNK_BYTES = 65_536

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestContextMiddleware:
    """Give each request an id, tell it to the log and the caller, and log one line about it.

    A trace that the caller is in is followed in the same way.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(new_id())
        request.META["BPM_REQUEST_ID"] = request_id
        step = follow_trace(request.META.get("HTTP_TRACEPARENT", ""))
        began = time.perf_counter()
        with new_log_context(request_id=request_id, trace_id=step and step.trace_id):
            response = self._get_response(request)
            response["X-Request-Id"] = request_id
            if step is not None:
                response["traceparent"] = step.header()
            if isinstance(response, HttpResponse) and "Content-Length" not in response:
                response["Content-Length"] = str(len(response.content))
            _REQUEST_LOG.info(
                "%s %s",
                request.method,
                request.path,
                extra={
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                },
            )
        return response


class LanguageMiddleware:
    """The language that a request asks for, by cookie or header: no address names one here."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_request(request)
        activate(language)
        response = self._get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", language)
        return response


class LimitsMiddleware:
    """Refuse a body that is too large before it is kept anywhere, and hosts that are not ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = self._refusal(request)
        return self._get_response(request) if refusal is None else refusal

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path_info.startswith("/health/"):
            # Raises DisallowedHost. Those who ask for health come by address, not by name.
            request.get_host()
        raw_length = request.META.get("CONTENT_LENGTH") or "0"
        length = int(raw_length) if raw_length.isascii() and raw_length.isdigit() else 0
        is_upload = request.META.get("CONTENT_TYPE", "").lower().startswith(_UPLOAD_TYPES)
        limit = settings.BPM_UPLOAD_LIMIT_BYTES if is_upload else settings.BPM_BODY_LIMIT_BYTES
        if length > limit:
            _drain(request)
            refusal = UploadTooLargeError if is_upload else BodyTooLargeError
            detail = f"It has {length} bytes, the limit is {limit}."
            return refuse(request, refusal(detail), status=413)
        if "HTTP_TRANSFER_ENCODING" in request.META and "CONTENT_LENGTH" not in request.META:
            detail = "Send the body with a Content-Length instead of in chunks."
            return refuse(request, LengthMissingError(detail), status=400)
        return None


def _drain(request: HttpRequest) -> None:
    """Read a body and forget it: many programs hear no answer before they have sent everything.

    One that is beyond all reason is left unread, and its sender's connection breaks.
    """
    # Who has gone away meanwhile needs no answer.
    with contextlib.suppress(UnreadablePostError):
        left = _DRAINED_BYTES
        while left > 0 and (chunk := request.read(_CHUNK_BYTES)):
            left -= len(chunk)


def carries_token(request: HttpRequest) -> bool:
    """Return whether this is an API call with credentials of its own, not a browser's session."""
    return "HTTP_AUTHORIZATION" in request.META and request.path_info.startswith("/api/")


class BrowserSessionMiddleware(SessionMiddleware):
    """Sessions, but for API calls that carry a token."""

    @override
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if carries_token(request) else super().__call__(request)


class BrowserCsrfMiddleware(CsrfViewMiddleware):
    """Protection from forged requests, but for API calls that carry a token."""

    @override
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if carries_token(request) else super().__call__(request)


class BrowserAuthenticationMiddleware(AuthenticationMiddleware):
    """The person of the session, but for API calls that carry a token."""

    @override
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if carries_token(request) else super().__call__(request)


class BrowserPolicyMiddleware(CSPMiddleware):
    """What a page may load and do, but for API calls that carry a token."""

    @override
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if carries_token(request) else super().__call__(request)

    @override
    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # Browsers that do not know frame-ancestors know this.
        response["X-Frame-Options"] = "DENY"
        return super().process_response(request, response)
