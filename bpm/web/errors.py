"""Answers to what went wrong outside of the API's views: problem details, or a page."""

import json
import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render

from bpm.base.transactions import as_unavailable
from bpm.web.build import NotBuiltError


def request_id_of(request: HttpRequest) -> str:
    """Return the id that the log knows this request by; empty before it has one."""
    return str(request.META.get("BPM_REQUEST_ID", ""))


def problem_response(
    request: HttpRequest, *, status: int, code: str, title: str, detail: str
) -> HttpResponse:
    """Return problem details (RFC 9457)."""
    body = {
        "type": f"urn:bpm:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.path,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
    )


def _answer(
    request: HttpRequest, *, status: int, code: str, title: str, detail: str
) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem_response(request, status=status, code=code, title=title, detail=detail)
    context = {"title": title, "detail": detail, "request_id": request_id_of(request)}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses, such as one for a host that is not ours."""
    return _answer(
        request,
        status=400,
        code="malformed",
        title="The request cannot be read",
        detail="Its address or host name is not one that this server answers to.",
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a page that the person may not use."""
    return _answer(
        request,
        status=403,
        code="forbidden",
        title="You may not do this",
        detail="Ask an administrator for the permission.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    answer = _answer(
        request,
        status=403,
        code="csrf_failed",
        title="The page was open for too long",
        detail="Go back, load the page again and repeat what you did.",
    )
    return HttpResponseForbidden(answer.content, content_type=answer["Content-Type"])


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist."""
    return _answer(
        request,
        status=404,
        code="not_found",
        title="There is nothing here",
        detail="The address is wrong, or what was here is gone.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, or a database that is away; the log has the rest."""
    error = sys.exc_info()[1]
    if isinstance(error, NotBuiltError):
        return _answer(
            request, status=503, code="not_built", title="The pages are missing", detail=str(error)
        )
    if isinstance(error, DatabaseError) and as_unavailable(error) is not None:
        answer = _answer(
            request,
            status=503,
            code="unavailable",
            title="Kontor is busy for a moment",
            detail="Its database does not answer. Load the page again in a few seconds.",
        )
        answer["Retry-After"] = "2"
        return answer
    return _answer(
        request,
        status=500,
        code="internal",
        title="Something went wrong on our side",
        detail="It has been logged. Try again; if it stays, tell an administrator the request id.",
    )
