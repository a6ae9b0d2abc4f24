"""The only place where errors become HTTP statuses: problem details as in RFC 9457."""

import logging
from dataclasses import dataclass, replace

import msgspec
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from bpm.base.languages import say
from bpm.base.transactions import as_unavailable
from bpm.core import errors
from bpm.core.errors import BpmError, Problem

PROBLEM_TYPE = "application/problem+json"
_RETRY_AFTER_SECONDS = 2

_log = logging.getLogger(__name__)


class MethodNotAllowedError(BpmError):
    """This address does not take that method."""

    code = "method_not_allowed"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"It takes {', '.join(allowed)}.")
        self.allowed = allowed


class NotAcceptableError(BpmError):
    """The answer has no form that the request accepts."""

    code = "not_acceptable"


class UnsupportedMediaTypeError(BpmError):
    """The body is of a type that is not read here."""

    code = "unsupported_media_type"


class CsrfError(errors.ForbiddenError):
    """The page's token is missing or old."""

    code = "csrf_failed"


class InternalError(BpmError):
    """Something went wrong on our side."""

    code = "internal"


_STATUSES: dict[type[BpmError], int] = {
    errors.MalformedInputError: 400,
    errors.UnauthenticatedError: 401,
    errors.ForbiddenError: 403,
    errors.NotFoundError: 404,
    MethodNotAllowedError: 405,
    NotAcceptableError: 406,
    errors.ConflictError: 409,
    errors.PreconditionFailedError: 412,
    errors.TooLargeError: 413,
    UnsupportedMediaTypeError: 415,
    errors.InvalidInputError: 422,
    errors.SuspendedError: 423,
    errors.ThrottledError: 429,
    InternalError: 500,
    errors.UnavailableError: 503,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDetails:
    """What every error answers.

    Args:
        type: A name for the kind of problem; the same as ``code`` with a prefix.
        code: Stable; programs decide by it.
        instance: Address that was asked for.
        errors: One entry for each field or model element at fault.
        request_id: What the log knows this request by.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    errors: tuple[Problem, ...] = ()
    request_id: str = ""


def status_of(error_type: type[BpmError]) -> int:
    """Return the HTTP status of a class of errors: its own, or the nearest ancestor's."""
    return next((_STATUSES[kind] for kind in error_type.__mro__ if kind in _STATUSES), 500)


def answer_error(error: Exception, request: HttpRequest) -> HttpResponse:
    """Return the problem details for whatever a view has raised."""
    problem = _as_bpm_error(error, request)
    status = status_of(type(problem))
    request_id = str(request.META.get("BPM_REQUEST_ID", ""))
    details = ProblemDetails(
        type=f"urn:bpm:problem:{problem.code}",
        title=say(problem.title()),
        status=status,
        detail=say(problem.detail),
        code=problem.code,
        instance=request.path,
        errors=tuple(said(one) for one in problem.problems),
        request_id=request_id,
    )
    response = HttpResponse(_encode(details), status=status, content_type=PROBLEM_TYPE)
    _add_headers(response, problem)
    return response


def said(problem: Problem) -> Problem:
    """Return a problem in the language of the request."""
    remedy = None if problem.remedy is None else say(problem.remedy)
    return replace(problem, detail=say(problem.detail), remedy=remedy)


def _encode(details: ProblemDetails) -> bytes:
    try:
        return msgspec.json.encode(details)
    except UnicodeEncodeError:
        # A path or a name with half a character in it: shown with its escapes.
        text = repr(details.detail).encode("ascii", "replace").decode()
        path = details.instance.encode("ascii", "replace").decode()
        return msgspec.json.encode(replace(details, detail=text, instance=path, errors=()))


def _add_headers(response: HttpResponse, error: BpmError) -> None:
    match error:
        case MethodNotAllowedError():
            response["Allow"] = ", ".join(error.allowed)
        case errors.UnauthenticatedError():
            # Never a challenge for a password: a browser would ask for it by its own dialogue.
            response["WWW-Authenticate"] = "Bearer"
        case errors.UnavailableError():
            response["Retry-After"] = str(_RETRY_AFTER_SECONDS)
        case _:
            seconds = getattr(error, "retry_after_seconds", None)
            if seconds is not None:
                response["Retry-After"] = str(seconds)
    rate = getattr(error, "rate", None)
    if isinstance(rate, errors.RateLimit):
        response["RateLimit-Limit"] = str(rate.limit)
        response["RateLimit-Remaining"] = str(rate.remaining)
        response["RateLimit-Reset"] = str(rate.reset_seconds)


def _as_bpm_error(error: Exception, request: HttpRequest) -> BpmError:
    match error:
        case BpmError():
            found: BpmError | None = error
        case DatabaseError():
            found = as_unavailable(error)
        case _:
            found = _from_django(error)
    if found is not None and status_of(type(found)) < 500:  # noqa: PLR2004 server errors
        return found
    _log.error("%s %s failed.", request.method, request.path, exc_info=error)
    return found or InternalError("It has been logged. Tell an administrator the request id.")


def _from_django(error: Exception) -> BpmError | None:
    match error:
        case Http404():
            return errors.NotFoundError()
        case PermissionDenied():
            return errors.ForbiddenError()
        case RequestDataTooBig():
            return errors.TooLargeError("The fields of the form are larger than a body may be.")
        case TooManyFilesSent() | TooManyFieldsSent():
            return errors.TooLargeError("The form has too many files or fields.")
        case SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
            return errors.MalformedInputError(str(error))
        case _:
            return None
