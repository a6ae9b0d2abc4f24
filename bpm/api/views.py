"""What every endpoint does: find out who asks, read the body, answer."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import ClassVar, TypeVar
from urllib.parse import quote
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.views import APIView
from typing_extensions import override

from bpm.api.authentication import authenticate
from bpm.api.body_faults import find_body_faults
from bpm.api.errors import (
    MethodNotAllowedError,
    NotAcceptableError,
    UnsupportedMediaTypeError,
    answer_error,
)
from bpm.api.integers import integers_for
from bpm.api.openapi import OperationSchema, find_operation
from bpm.api.sentences import say_sentences
from bpm.base.idempotency import RequestKey
from bpm.base.ids import parse_id
from bpm.core.errors import (
    ForbiddenError,
    InvalidInputError,
    MalformedInputError,
    NotFoundError,
    Problem,
)
from bpm.core.values import MAX_DEPTH, parse_json
from bpm.core.values.json_faults import escape_pointer
from bpm.identity.contracts import Actor

_Body = TypeVar("_Body", bound=msgspec.Struct)
Handler = Callable[..., HttpResponseBase]

ANY_TOKEN = "*"  # noqa: S105 a scope, no secret

# JSON is UTF-8 whatever is said; who says something else would be read wrongly.
_JSON_TYPE = re.compile(
    r"application/(?:[\w.+-]+\+)?json\s*(?:;(?!.*\bcharset=(?!\s*\"?utf-?8\b))|$)", re.IGNORECASE
)
# A value may be nested as deeply as any; the body around it adds a few levels of its own.
_BODY_DEPTH = MAX_DEPTH + 10
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_CANONICAL = msgspec.json.Encoder(decimal_format="number", order="sorted")


class TokenScopeError(ForbiddenError):
    """The API token does not reach this far."""

    code = "token_scope"


class InvalidBodyError(InvalidInputError):
    """The body does not have the members that are expected here."""

    code = "invalid_body"


class InvalidQueryError(InvalidInputError):
    """The address has parameters that are not expected here."""

    code = "invalid_query"


class Endpoint(APIView):
    """One address. Handlers get Django's request and the parts of the path; they answer.

    Set ``token_scopes`` to the scope that an API token with limits needs for each method
    (``ANY_TOKEN``: none; of several scopes, one is enough). A method that is not named is closed
    to tokens with limits.
    """

    schema = OperationSchema()
    token_scopes: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}
    media_type: ClassVar[str] = "application/json"
    _actor: Actor | None = None

    @override
    def dispatch(self, request: HttpRequest, *args: object, **parts: object) -> HttpResponseBase:
        """Run the handler; turn whatever it raises into problem details.

        This stands in for DRF's own dispatch, which would parse, negotiate and authenticate at
        three times the cost of a short command.
        """
        try:
            handler = self._find_handler(request)
            self._check_token_scope(request, self.actor(request))
            self._check_accept(request)
            self._check_query(request)
            response = handler(request, *args, **parts)
        except Exception as error:  # noqa: BLE001 every fault becomes an answer, and is logged there
            response = answer_error(error, request)
        # What somebody may see is in no cache for whoever uses the machine next.
        response.headers["Cache-Control"] = "no-store"
        return response

    def actor(self, request: HttpRequest) -> Actor:
        """Return who asks.

        Raises:
            UnauthenticatedError: Nobody who could be told.
        """
        # One endpoint is made for each request, so this is kept for no other.
        if self._actor is None:
            self._actor = authenticate(request)
        return self._actor

    def _find_handler(self, request: HttpRequest) -> Handler:
        name = (request.method or "").lower()
        handler: Handler | None = getattr(self, name, None) if name in _METHODS else None
        if handler is None:
            # Who is nobody learns nothing about the address.
            self.actor(request)
            raise MethodNotAllowedError(self._allowed())
        return handler

    def _allowed(self) -> tuple[str, ...]:
        return tuple(name.upper() for name in _METHODS if hasattr(self, name))

    def _check_token_scope(self, request: HttpRequest, actor: Actor) -> None:
        if actor.scopes is None:
            return
        method = "GET" if request.method == "HEAD" else request.method or ""
        needed = self.token_scopes.get(method)
        if needed is None:
            raise TokenScopeError("Only tokens without limits, or a log-in, can do this.")
        any_of = (needed,) if isinstance(needed, str) else needed
        if ANY_TOKEN not in any_of and actor.scopes.isdisjoint(any_of):
            raise TokenScopeError(f"The token lacks the scope {' or '.join(any_of)}.")

    def _check_accept(self, request: HttpRequest) -> None:
        accept = request.META.get("HTTP_ACCEPT", "*/*")
        if "*/*" in accept or self.media_type in accept or request.accepts(self.media_type):
            return
        raise NotAcceptableError(f"The answer is {self.media_type}.")

    def _check_query(self, request: HttpRequest) -> None:
        """Refuse parameters that nobody reads: who misspells ``dry_run`` must not deploy."""
        if not request.META.get("QUERY_STRING"):
            return
        method = "GET" if request.method == "HEAD" else request.method or ""
        described = find_operation(self, method)
        if described is None or described.filters_by_query:
            return
        known = sorted(each.name for each in described.parameters if each.place == "query")
        detail = f"This address takes {', '.join(known) or 'no parameters'}."
        problems = [
            Problem(code="unknown_parameter", pointer=f"/{escape_pointer(name)}", detail=detail)
            for name in request.GET
            if name not in known
        ]
        if problems:
            raise InvalidQueryError(problems=problems)


# OPTIONS is left out: the API is for its own origin and for programs, which do not ask.
_METHODS = ("get", "post", "put", "patch", "delete", "head")


class UnknownAddress(Endpoint):
    """Any address of the API that does not exist."""

    @override
    def _find_handler(self, request: HttpRequest) -> Handler:
        self.actor(request)
        raise NotFoundError("There is nothing at this address.")


def read_body(request: HttpRequest, body_type: type[_Body], *, may_be_empty: bool = False) -> _Body:
    """Return the request's JSON body as a typed structure.

    Args:
        request: Of which the body has not been read.
        body_type: A structure that forbids unknown members.
        may_be_empty: Whether no body at all stands for an empty object.

    Raises:
        UnsupportedMediaTypeError: It is not said to be JSON.
        MalformedInputError: It is no JSON, or none that can be kept exactly.
        InvalidBodyError: A member is missing, unknown or of the wrong type.
    """
    content = request.body
    if not content and may_be_empty:
        content = b"{}"
    elif not _JSON_TYPE.match(request.META.get("CONTENT_TYPE", "")):
        raise UnsupportedMediaTypeError("Send JSON in UTF-8, as Content-Type: application/json.")
    if not content.strip():
        raise MalformedInputError("The body is empty; send a JSON object.")
    value = parse_json(content, max_depth=_BODY_DEPTH)
    return convert_body(value, body_type)


def convert_body(value: object, body_type: type[_Body]) -> _Body:
    """Return parsed JSON as a typed structure.

    Raises:
        InvalidBodyError: Members are missing, unknown or of the wrong type; all are named.
    """
    given = integers_for(body_type)(value)
    try:
        return msgspec.convert(given, body_type)
    except msgspec.ValidationError as error:
        raise InvalidBodyError(problems=find_body_faults(given, body_type)) from error


def answer(
    view: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a view as JSON; decimals keep their digits, times their milliseconds."""
    return HttpResponse(
        _ENCODER.encode(as_wire(view)),
        status=status,
        content_type="application/json",
        headers=dict(headers or {}),
    )


def answer_nothing() -> HttpResponse:
    """Return an answer without a body."""
    response = HttpResponse(status=204)
    # Django names a type for every answer; nothing has none.
    del response.headers["Content-Type"]
    return response


def answer_model(content: bytes) -> HttpResponse:
    """Return somebody's BPMN: shown as text by nobody's browser, run by none."""
    return HttpResponse(
        content,
        content_type="application/xml",
        headers={
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def request_key(request: HttpRequest, actor: Actor, body: msgspec.Struct) -> RequestKey | None:
    """Return what marks this request as a repetition, where its sender gave a key.

    Raises:
        InvalidBodyError: The header holds more than visible ASCII, or more than 255 of it.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None or actor.id is None:
        return None
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise InvalidBodyError("Idempotency-Key takes 1 to 255 visible ASCII characters.")
    # Keyed, because it is stored and bodies hold passwords: a plain digest could be guessed at.
    digest = hmac.new(settings.SECRET_KEY.encode(), digestmod="sha256")
    digest.update(f"{request.method} {request.path}\n".encode("utf-8", "replace"))
    # What the query asks for is part of the answer that is kept.
    digest.update(_CANONICAL.encode(dict(request.GET.lists())) + b"\n")
    digest.update(_CANONICAL.encode(body))
    return RequestKey(actor_id=actor.id, key=key, request_digest=digest.digest())


def path_id(text: str) -> UUID:
    """Return an id from the path.

    Raises:
        NotFoundError: It is no id, so nothing can have it.
    """
    found = parse_id(text)
    if found is None:
        raise NotFoundError
    return found


def location(collection: str, name: object) -> dict[str, str]:
    """Return the header that says where something new is; names are quoted as addresses need."""
    return {"Location": f"/api/v1/{collection}/{quote(str(name), safe='@+')}"}


def path_text(text: str) -> str:
    """Return a name or key from the path.

    Raises:
        NotFoundError: It holds what nothing stored can hold.
    """
    if "\0" in text or not text.isprintable():
        raise NotFoundError
    return text


def as_wire(value: object) -> object:
    """Return a view with its times as text; JSON within it is left as it is."""
    kind = value.__class__
    if kind in _LEFT_AS_THEY_ARE:
        return value
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, tuple | list):
        return [item if item.__class__ in _LEFT_AS_THEY_ARE else as_wire(item) for item in value]
    if is_dataclass(kind):
        # Asked here and not one level below: most members are left as they are.
        wire = {
            name: member if member.__class__ in _LEFT_AS_THEY_ARE else as_wire(member)
            for name in _member_names(kind)
            for member in (getattr(value, name),)
        }
        return say_sentences(kind, wire)
    return value


def format_time(value: datetime) -> str:
    """Return an instant as RFC 3339 in UTC with milliseconds."""
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


# Most members are of these, and asking once is cheaper than four times.
_LEFT_AS_THEY_ARE = frozenset({str, int, bool, type(None), UUID, dict})


@cache
def _member_names(view: type) -> tuple[str, ...]:
    return tuple(member.name for member in fields(view))
