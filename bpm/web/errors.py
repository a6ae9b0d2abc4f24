"""Answers to what went wrong outside of the API's views: problem details, or a page."""

import json
import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bpm.base.languages import say
from bpm.base.transactions import as_unavailable
from bpm.core.errors import (
    BpmError,
    ForbiddenError,
    MalformedInputError,
    NotFoundError,
    UnavailableError,
)
from bpm.web.refusals import PageTooOldError

_RETRY_AFTER_SECONDS = 2


def request_id_of(request: HttpRequest) -> str:
    """Return the id that the log knows this request by; empty before it has one."""
    return str(request.META.get("BPM_REQUEST_ID", ""))


def refuse(request: HttpRequest, error: BpmError, *, status: int) -> HttpResponse:
    """Return what went wrong: problem details (RFC 9457) to programs, a page to people."""
    if request.path_info.startswith("/api/"):
        return _problem_details(request, error, status=status)
    context = {
        "title": say(error.title()),
        "detail": say(error.detail),
        "request_id": request_id_of(request),
    }
    return render(request, "web/error.html", context, status=status)


def _problem_details(request: HttpRequest, error: BpmError, *, status: int) -> HttpResponse:
    body = {
        "type": f"urn:bpm:problem:{error.code}",
        "title": say(error.title()),
        "status": status,
        "detail": say(error.detail),
        "code": error.code,
        "instance": request.path,
        "errors": [],
        "request_id": request_id_of(request),
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses, such as one for a host that is not ours."""
    detail = "Its address or host name is not one that this server answers to."
    return refuse(request, MalformedInputError(detail), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a page that the person may not use."""
    return refuse(request, ForbiddenError("Ask an administrator for the permission."), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    detail = "Go back, load the page again and repeat what you did."
    return refuse(request, PageTooOldError(detail), status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist."""
    detail = "The address is wrong, or what was here is gone."
    return refuse(request, NotFoundError(detail), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, or a database that is away; the log has the rest."""
    error = sys.exc_info()[1]
    unavailable = error if isinstance(error, UnavailableError) else None
    if isinstance(error, DatabaseError):
        unavailable = as_unavailable(error)
    if unavailable is not None:
        answer = refuse(request, unavailable, status=503)
        answer["Retry-After"] = str(_RETRY_AFTER_SECONDS)
        return answer
    detail = "It has been logged. Try again; if it stays, tell an administrator the request id."
    return refuse(request, BpmError(detail), status=500)
