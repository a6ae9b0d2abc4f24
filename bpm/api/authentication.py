"""Who is calling: an API token, HTTP Basic where it is allowed, or a browser's session."""

import base64
import binascii

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from bpm.api.errors import CsrfError
from bpm.base.addresses import client_address
from bpm.core.errors import UnauthenticatedError
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def authenticate(request: HttpRequest) -> Actor:
    """Return who makes a request.

    Credentials in the header decide alone: a wrong token never falls back to a session.

    Raises:
        UnauthenticatedError: Nobody, or the credentials are not good.
        ThrottledError: Too many wrong passwords.
        CsrfError: A browser's session asks for a change without its token.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return _from_session(request)
    scheme, _, credentials = header.partition(" ")
    match scheme.lower():
        case "bearer":
            return identity.authenticate_token(credentials.strip())
        case "basic":
            return _from_basic(request, credentials.strip())
        case _:
            raise UnauthenticatedError("Send an API token: Authorization: Bearer …")


def _from_basic(request: HttpRequest, credentials: str) -> Actor:
    # A browser keeps such credentials and sends them from any page; only programs may use them.
    is_page = "HTTP_ORIGIN" in request.META or "HTTP_SEC_FETCH_SITE" in request.META
    if is_page or not settings.BPM_BASIC_AUTH:
        raise UnauthenticatedError("Passwords are not accepted here; use an API token.")
    try:
        text = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise UnauthenticatedError("The Basic credentials cannot be read.") from error
    username, separator, password = text.partition(":")
    if not separator:
        raise UnauthenticatedError("The Basic credentials hold no colon.")
    return identity_services.authenticate_basic(
        username=username, password=password, address=client_address(request)
    )


def _from_session(request: HttpRequest) -> Actor:
    session = getattr(request, "session", None)
    user = get_user(request) if session is not None else None
    if user is None or user.pk is None or not user.is_active:
        raise UnauthenticatedError("Log in, or send an API token.")
    if request.method not in _SAFE_METHODS:
        _check_csrf(request)
    return identity.actor_for_user(user.pk)


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, telling its reason instead of answering."""

    reason: str | None = None

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        del request
        self.reason = reason
        return HttpResponse(status=403)


def _check_csrf(request: HttpRequest) -> None:
    check = _CsrfCheck(lambda _: HttpResponse())
    check.process_request(request)
    check.process_view(request, lambda _: HttpResponse(), (), {})
    if check.reason is not None:
        raise CsrfError(f"{check.reason} Load the page again and repeat what you did.")
