"""API calls that carry a token pass by what only browsers need."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from bpm.web.middleware import BrowserSessionMiddleware, carries_token


def test_only_api_calls_with_credentials_of_their_own_carry_a_token() -> None:
    requests = RequestFactory()
    token = {"Authorization": "Bearer x"}

    assert carries_token(requests.get("/api/v1/me", headers=token))
    assert not carries_token(requests.get("/api/v1/me"))
    assert not carries_token(requests.get("/password", headers=token))


def test_a_token_call_has_no_session() -> None:
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(hasattr(request, "session"))
        return HttpResponse()

    chain = BrowserSessionMiddleware(view)
    chain(RequestFactory().get("/api/v1/me", headers={"Authorization": "Bearer x"}))
    chain(RequestFactory().get("/api/v1/me"))

    assert seen == [False, True]


@pytest.mark.django_db
def test_a_session_beside_a_token_gives_no_rights() -> None:
    session = SessionStore()
    session.create()
    client = Client(headers={"Authorization": "Bearer nonsense"})
    client.cookies["kontor_session"] = str(session.session_key)

    assert client.get("/api/v1/me").status_code == 401
