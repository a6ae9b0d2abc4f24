"""Who is let in, and how."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from bpm.base import clock
from bpm.identity import services as identity_services
from bpm.identity.contracts import Permission
from bpm.identity.models import ApiToken, LoginThrottle, User
from tests.api.client import PASSWORD, Answer, Api, permit


def basic(username: str, password: str = PASSWORD, **headers: str) -> Answer:
    """Ask who one is with a name and a password, as a program does."""
    text = base64.b64encode(f"{username}:{password}".encode()).decode()
    return Api()("GET", "/me", headers={"Authorization": f"Basic {text}", **headers})


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/me"), ("POST", "/users"), ("GET", "/no-such-thing"), ("DELETE", "/me")],
)
def test_nobody_learns_nothing(nobody: Api, method: str, path: str) -> None:
    answer = nobody(method, path, {})

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Bearer", "Token x", "Basic !", ""])
def test_bad_credentials_are_refused(tenants: object, header: str) -> None:
    answer = Api()("GET", "/me", headers={"Authorization": header})

    assert answer.status == 401
    assert answer.code in {"invalid_token", "unauthenticated"}


def test_a_token_call_is_authenticated_in_one_statement(
    alice: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alice.ok("GET", "/me")

    with django_assert_num_queries(2) as statements:
        alice.ok("GET", "/me")

    of_tokens = ["api_token" in statement["sql"] for statement in statements.captured_queries]
    assert of_tokens == [True, False], "the token; the page's own read"


def test_a_use_is_noted_once_a_day(alice: Api) -> None:
    alice.ok("GET", "/me")

    token = ApiToken.objects.get(user__username="alice", user__tenant__name="default")
    assert token.last_used_on == clock.now().date()


def test_a_wrong_token_is_refused_even_beside_a_session(alice: Api) -> None:
    session = Api(client=Client())
    session.client.force_login(User.objects.get(username="alice", tenant__name="default"))

    assert session("GET", "/me").status == 200
    assert session("GET", "/me", headers={"Authorization": "Bearer wrong"}).status == 401


def test_a_session_needs_the_pages_token_to_change_anything(tenants: object) -> None:
    browser = Api(client=Client(enforce_csrf_checks=True))
    browser.client.force_login(User.objects.get(username="ada"))

    answer = browser("POST", "/groups", {"name": "forged"})

    assert (answer.status, answer.code) == (403, "csrf_failed")
    assert browser.ok("GET", "/groups?name=forged")["items"] == []


def test_a_session_with_the_pages_token_changes_things(tenants: object, settings: Settings) -> None:
    browser = Api(client=Client(enforce_csrf_checks=True))
    browser.client.force_login(User.objects.get(username="ada"))
    secret = "a" * 32
    browser.client.cookies[settings.CSRF_COOKIE_NAME] = secret

    answer = browser("POST", "/groups", {"name": "honest"}, headers={"X-CSRFToken": secret})

    assert answer.status == 201


def test_a_password_lets_a_program_in(tenants: object) -> None:
    assert basic("alice").json["username"] == "alice"


def test_a_tenant_is_typed_before_the_name(tenants: object) -> None:
    assert basic("globex/gina").json["tenant"] == "globex"
    assert basic("gina").status == 401


def test_a_verified_password_is_not_hashed_again_and_a_changed_one_is_refused(
    admin: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    basic("alice")

    with django_assert_num_queries(3):  # the person twice, and the page's own read
        basic("alice")

    admin.ok("POST", "/users/alice/password", {"password": "Another-horse-8"})
    assert basic("alice").status == 401
    assert basic("alice", "Another-horse-8").status == 200


@pytest.mark.parametrize(
    "header",
    [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_a_page_may_not_use_passwords(tenants: object, header: dict[str, str]) -> None:
    answer = basic("alice", **header)

    assert answer.status == 401
    assert "Basic" not in answer.headers["www-authenticate"]


def test_passwords_are_refused_where_the_setting_says_so(
    tenants: object, settings: Settings
) -> None:
    settings.BPM_BASIC_AUTH = False

    assert basic("alice").status == 401


@pytest.mark.parametrize(
    ("username", "password"),
    [("alice", "wrong"), ("zoe", "wrong"), ("alice\0", PASSWORD), ("x/y/z", "a"), ("", "")],
)
def test_wrong_names_and_passwords_look_alike(
    tenants: object, username: str, password: str
) -> None:
    answer = basic(username, password)

    assert (answer.status, answer.code) == (401, "wrong_credentials")


def test_guessing_a_password_is_throttled_by_name_and_forgotten_in_time(tenants: object) -> None:
    codes = [basic("bob", f"guess-{n}").status for n in range(12)]

    assert codes == [401] * 10 + [429] * 2
    refused = basic("bob")
    assert (refused.status, refused.code) == (429, "throttled")
    assert 0 < int(refused.headers["retry-after"]) <= 301
    assert basic("alice").status == 200

    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert basic("bob").status == 200


def test_each_refusal_tells_how_many_tries_are_left(tenants: object) -> None:
    with clock.frozen(clock.now()):
        answers = [basic("bob", f"guess-{n}") for n in range(11)]

    told = [
        [answer.headers[f"ratelimit-{part}"] for part in ("limit", "remaining", "reset")]
        for answer in answers
    ]
    assert told == [["10", str(left), "301"] for left in (9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0)]
    assert answers[-1].headers["retry-after"] == "301"
    assert "ratelimit-limit" not in basic("alice").headers


def test_a_name_with_its_tenant_is_no_second_chance(tenants: object) -> None:
    for n in range(5):
        assert basic("bob", f"guess-{n}").status == 401
        assert basic("default/Bob", f"guess-{n}").status == 401

    assert basic("bob", "guess").status == 429


def test_a_very_long_password_is_as_good_as_any(admin: Api) -> None:
    password = "Long-7 " * 1_000
    admin.ok("POST", "/users", {"username": "dora", "password": password})

    assert basic("dora", password).status == 200
    assert basic("dora", f"{password}x").status == 401


def test_guessing_names_is_throttled_by_address(tenants: object) -> None:
    codes = {basic(f"nobody-{n}", "x").status for n in range(101)}

    assert codes == {401, 429}
    assert basic("alice").status == 429
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert identity_services.delete_expired_throttles() == 103
    assert not LoginThrottle.objects.exists()


def test_no_cache_keeps_what_somebody_saw(alice: Api, nobody: Api) -> None:
    for who in (alice, nobody):
        assert who("GET", "/me").headers["cache-control"] == "no-store"


def test_a_token_is_shown_once_and_revoked(alice: Api) -> None:
    made = alice("POST", "/tokens", {"name": "script"})
    assert made.status == 201
    script = Api(token=made.json["token"])
    assert script.ok("GET", "/me")["username"] == "alice"

    listed = alice.ok("GET", "/tokens")["items"]
    assert {token["name"] for token in listed} == {"script", "test"}
    assert all("token" not in token for token in listed)
    assert not ApiToken.objects.filter(digest=made.json["token"].encode()).exists()

    assert alice("DELETE", f"/tokens/{made.json['id']}").status == 204
    assert script("GET", "/me").status == 401


def test_a_repeated_token_request_shows_no_secret(alice: Api) -> None:
    key = {"Idempotency-Key": "token-1"}
    first = alice("POST", "/tokens", {"name": "script"}, headers=key)

    second = alice("POST", "/tokens", {"name": "script"}, headers=key)

    assert (second.status, second.code) == (409, "token_shown")
    assert first.json["id"] in second.json["detail"]
    assert first.json["token"].encode() not in second.raw


def test_nobody_revokes_the_tokens_of_others(alice: Api, bob: Api, gina: Api) -> None:
    token = alice.ok("POST", "/tokens", {"name": "mine"})

    for other in (bob, gina):
        assert other("DELETE", f"/tokens/{token['id']}").status == 404
    assert Api(token=token["token"])("GET", "/me").status == 200


def test_a_token_expires(alice: Api) -> None:
    until = clock.now() + timedelta(hours=1)
    token = alice.ok("POST", "/tokens", {"name": "short", "expires_at": until.isoformat()})
    short = Api(token=token["token"])

    assert short("GET", "/me").status == 200
    with clock.frozen(until):
        assert (short("GET", "/me").status, short("GET", "/me").code) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"name": "x", "scopes": ["fly"]}, "/scopes"),
        ({"name": "x", "expires_at": "2001-01-01T00:00:00Z"}, "/expires_at"),
        ({"name": "x", "expires_at": "2999-01-01T00:00:00"}, "/expires_at"),
        ({"name": "x", "expires_at": "9999-12-31T23:59:59-12:00"}, "/expires_at"),
        ({"name": "x", "expires_at": "soon"}, "/expires_at"),
    ],
)
def test_a_token_request_is_checked(alice: Api, body: dict[str, object], pointer: str) -> None:
    answer = alice("POST", "/tokens", body)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert len(alice.ok("GET", "/tokens")["items"]) == 1


def test_a_token_with_limits_does_only_that(admin: Api) -> None:
    token = admin.ok("POST", "/tokens", {"name": "read", "scopes": ["process_definition.read"]})
    reader = Api(token=token["token"])

    assert reader("GET", "/process-definitions").status == 200
    me = reader.ok("GET", "/me")
    assert (me["permissions"], me["is_admin"]) == (["process_definition.read"], False)
    for method, path in (
        ("POST", "/users"),
        ("POST", "/tokens"),
        ("GET", "/tokens"),
        ("POST", "/deployments"),
        ("GET", "/drafts"),
    ):
        answer = reader(method, path, {})
        assert (answer.status, answer.code) == (403, "token_scope"), path


def test_a_token_gives_no_more_than_its_person_has(alice: Api) -> None:
    token = alice.ok("POST", "/tokens", {"name": "bold", "scopes": ["draft.edit"]})
    bold = Api(token=token["token"])

    assert (bold("GET", "/drafts").status, bold("GET", "/drafts").code) == (
        403,
        "permission_missing",
    )
    permit(alice, Permission.EDIT_DRAFTS)
    assert bold("GET", "/drafts").status == 200
