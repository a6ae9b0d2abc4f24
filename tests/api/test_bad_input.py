"""Input that no program should send: refused by name, never an error of ours, nothing stored."""

from uuid import uuid4

import pytest
from pytest_django import Settings

from bpm.identity.models import TenantGroup, User
from tests.api.client import Api

POSTS = [
    "/users",
    "/groups",
    "/tokens",
    "/deployments",
    "/drafts",
    "/drafts/check",
    "/drafts/convert",
    "/drafts/import",
    "/process-instances",
    "/users/search",
    "/process-definitions/search",
]
UNREADABLE = [
    b"{",
    b" ",
    b"[1, 2",
    b"\xff\xfe",
    b'{"name": NaN}',
    b'{"name": "a", "name": "b"}',
    b'{"name": "\\u0000"}',
    b'{"name": "\\ud800"}',
    b'{"name": 1e9999999}',
    b'{"a":' * 20_000,
    b"[" * 20_000 + b"]" * 20_000,
    b'{"name": "a"} {"name": "b"}',
    b'{"name": ' + b"9" * 5_000 + b"}",
]
WRONG_SHAPES: list[object] = [
    [],
    "text",
    1,
    True,
    {"unknown": 1},
    {"name": 1},
    {"name": None},
    {"name": {"a": []}},
    {"filter": 1},
    {"resources": [{"name": "x"}]},
    {"username": ["a"]},
    {"definition_key": 1},
]
IDS = [
    "x",
    "0",
    "%00",
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "'%20or%201=1--",
    "%F0%9F%92%A9",
    "%ff",
    "a" * 5_000,
    "{00000000-0000-0000-0000-000000000000}",
    "00000000000000000000000000000000",
]
ID_PATHS = [
    "/process-definitions/{}",
    "/process-definitions/{}/xml",
    "/process-definitions/{}/statistics",
    "/process-definitions/by-key/{}",
    "/deployments/{}",
    "/drafts/{}",
    "/users/{}",
    "/groups/{}",
    "/groups/{}/members",
    "/process-instances/{}",
    "/user-tasks/{}",
    "/no-such-resource/{}",
]


def is_refusal(status: int) -> bool:
    """Return whether a status says that the caller was at fault."""
    return status in {400, 413, 415, 422}


@pytest.mark.parametrize("path", POSTS)
def test_what_cannot_be_read_is_refused(admin: Api, path: str) -> None:
    before = (User.objects.count(), TenantGroup.objects.count())

    for raw in UNREADABLE:
        answer = admin("POST", path, raw=raw)
        assert is_refusal(answer.status), (raw[:60], answer.raw)
        assert answer.code
        assert answer.json["detail"]
    assert (User.objects.count(), TenantGroup.objects.count()) == before


@pytest.mark.parametrize("path", POSTS)
def test_wrong_shapes_name_their_place(admin: Api, path: str) -> None:
    for body in WRONG_SHAPES:
        answer = admin("POST", path, body)
        assert is_refusal(answer.status), (body, answer.raw)
        assert answer.json["errors"] or answer.json["detail"]


def test_a_null_body_is_no_object(admin: Api) -> None:
    for path in POSTS:
        assert is_refusal(admin("POST", path, raw=b"null").status)


@pytest.mark.parametrize("path", ID_PATHS)
def test_what_is_no_id_is_not_found(admin: Api, path: str) -> None:
    for id_ in [*IDS, str(uuid4())]:
        answer = admin("GET", path.format(id_))
        assert answer.status in {400, 404}, (id_[:60], answer.raw)
        assert answer.code


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/xml", "", "json"],
)
def test_a_body_must_say_that_it_is_json(admin: Api, content_type: str) -> None:
    answer = admin("POST", "/groups", {"name": "x"}, content_type=content_type)

    assert (answer.status, answer.code) == (415, "unsupported_media_type")
    assert not TenantGroup.objects.filter(name="x").exists()


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/a+json"])
def test_json_goes_by_several_names(admin: Api, content_type: str) -> None:
    assert admin("POST", "/groups", {"name": "x"}, content_type=content_type).status == 201


def test_an_answer_that_is_not_accepted_is_not_given(admin: Api) -> None:
    answer = admin("GET", "/me", headers={"Accept": "text/html"})

    assert (answer.status, answer.code) == (406, "not_acceptable")


def test_a_wrong_method_says_what_is_right(admin: Api) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE"):
        answer = admin(method, "/me")
        assert (answer.status, answer.code) == (405, "method_not_allowed")
        assert answer.headers["allow"] == "GET, PATCH, HEAD"
    assert admin("HEAD", "/me").status == 200


def test_a_body_that_is_too_large_is_refused(admin: Api, settings: Settings) -> None:
    settings.BPM_BODY_LIMIT_BYTES = 1_000

    answer = admin("POST", "/groups", {"name": "x" * 2_000})

    assert answer.status == 413
    assert answer.code == "body_too_large"


def test_a_broken_upload_is_refused(admin: Api) -> None:
    kind = "multipart/form-data; boundary=x"
    for raw in (b"", b"--x", b"--x\r\nContent-Disposition: form-data; name=name\r\n\r\na"):
        answer = admin("POST", "/deployments", raw=raw, content_type=kind)
        assert is_refusal(answer.status), answer.raw
    answer = admin("POST", "/deployments", raw=b"x", content_type="multipart/form-data")
    assert is_refusal(answer.status)


@pytest.mark.parametrize("key", ["", " ", "ä", "x" * 256])
def test_a_bad_idempotency_key_is_refused(admin: Api, key: str) -> None:
    answer = admin("POST", "/groups", {"name": "x"}, headers={"Idempotency-Key": key})

    assert answer.status == 422
    assert not TenantGroup.objects.filter(name="x").exists()


def test_an_error_of_ours_tells_nothing_but_its_id(
    admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the secret is swordfish")

    monkeypatch.setattr("bpm.identity.queries.get_me", fail)

    answer = admin("GET", "/me", headers={"X-Request-Id": "request-7"})

    assert (answer.status, answer.code) == (500, "internal")
    assert answer.json["request_id"] == "request-7"
    assert b"swordfish" not in answer.raw


@pytest.mark.parametrize(
    "body",
    [
        {"sort": [{"field": "username"}] * 400},
        {"filter": {"$or": [{}] * 1_000}},
        {"filter": {"$or": [{}, {"username": "ada"}]}},
        {"filter": {"$or": [{"username": "ada"}] * 1_000}},
        {"filter": {"username": {f"$x{n}": 1 for n in range(1_000)}}},
    ],
)
def test_a_search_without_measure_is_refused_in_few_words(
    admin: Api, body: dict[str, object]
) -> None:
    answer = admin("POST", "/users/search", body)

    assert (answer.status, answer.code) == (422, "invalid_search")
    assert len(answer.raw) < 200_000


def test_a_filter_of_many_alternatives_is_fine(admin: Api) -> None:
    body = {"filter": {"$or": [{"username": f"ada{n}"} for n in range(50)]}}

    assert admin.ok("POST", "/users/search", body)["items"] == []


def test_an_upload_with_a_name_that_cannot_be_stored_is_refused(admin: Api) -> None:
    raw = (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\0b\r\n'
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.bpmn"\r\n\r\n<x/>'
        b"\r\n--x--\r\n"
    )

    answer = admin("POST", "/deployments", raw=raw, content_type="multipart/form-data; boundary=x")

    assert (answer.status, answer.pointers) == (422, ["/name"])


@pytest.mark.parametrize(("part", "times"), [("", 1_001), ('; filename="a.bpmn"', 101)])
def test_an_upload_of_too_many_parts_is_refused(admin: Api, part: str, times: int) -> None:
    one = f'--x\r\nContent-Disposition: form-data; name="files"{part}\r\n\r\na\r\n'
    raw = (one * times).encode() + b"--x--\r\n"

    answer = admin("POST", "/deployments", raw=raw, content_type="multipart/form-data; boundary=x")

    assert answer.status == 413
    assert "settings" not in answer.json["detail"]
