"""The usual request and answer: read and written as gunicorn does, or left to it."""

from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser
from gunicorn.http.wsgi import base_environ, create
from hypothesis import example, given, strategies as st

from bpm.config.plain_http import missing_bytes, read_usual, write_usual

PEER, PROXY, OWN = ("192.0.2.7", 4711), ("127.0.0.1", 4712), ("192.0.2.1", 8000)
CONFIG = Config()
BASE = {
    **base_environ(CONFIG),
    "SERVER_NAME": OWN[0],
    "SERVER_PORT": str(OWN[1]),
    "SERVER_PROTOCOL": "HTTP/1.1",
    "SCRIPT_NAME": "",
    "wsgi.url_scheme": "http",
}
START = (
    b"POST /api/v1/process-instances?include=variables HTTP/1.1\r\n"
    b"Host: kontor.example:8000\r\nAuthorization: Bearer abc\r\nAccept: */*\r\n"
    b"Cookie: a=b; c=d\r\nConnection: keep-alive\r\nUser-Agent: Mozilla/5.0 (X11; Linux)\r\n"
    b'Content-Type: application/json\r\nContent-Length: 22\r\n\r\n{"definition_key":"a"}'
)
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


Address = tuple[str, int]


def read_here(data: bytes, peer: Address = PEER) -> dict[str, Any] | None:
    of_peer = {"REMOTE_ADDR": peer[0], "REMOTE_PORT": str(peer[1])}
    return read_usual(data, BASE | of_peer, is_proxy=peer == PROXY)


def read_by_gunicorn(data: bytes, peer: Address = PEER) -> tuple[dict[str, Any], bytes]:
    """Return what gunicorn makes of a request, and its body."""
    request = next(RequestParser(CONFIG, iter([data]), peer))
    _, environ = create(request, None, peer, OWN, CONFIG)  # type: ignore[arg-type]
    return dict(environ), environ["wsgi.input"].read()


def told(environ: dict[str, Any]) -> dict[str, object]:
    left_out = {"wsgi.input", "wsgi.errors", "gunicorn.socket"}
    return {name: value for name, value in environ.items() if name not in left_out}


def check_where_usual(data: bytes, peer: Address = PEER) -> bool:
    """Hold a request against what gunicorn reads; return whether it is a usual one."""
    environ = read_here(data, peer)
    if environ is None:
        return False
    expected, body = read_by_gunicorn(data, peer)
    assert told(environ) == told(expected)
    assert environ["wsgi.input"].read() == body
    return True


def with_field(name: str, value: str = "x") -> bytes:
    return GET.replace(b"\r\n\r\n", f"\r\n{name}: {value}\r\n\r\n".encode())


@pytest.mark.parametrize("peer", [PEER, PROXY])
@pytest.mark.parametrize(
    "data",
    [
        START,
        with_field("X-Forwarded-Proto", "https"),
        with_field("X-Forwarded-Proto", "http"),
        with_field("X-Forwarded-Proto", "HTTPS"),
        with_field("X-Forwarded-For", "192.0.2.9, 192.0.2.8"),
        with_field("Forwarded", "for=192.0.2.9;proto=https"),
        GET,
        b"GET /a%20b%C3%BC/c;d=e?q=%20&r HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /a? HTTP/1.1\r\nHost: a\r\n\r\n",
        b"DELETE /x HTTP/1.1\r\nHost:a\r\nX-Empty:\r\n\r\n",
        b"PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_a_usual_request_is_read_as_gunicorn_reads_it(data: bytes, peer: Address) -> None:
    assert check_where_usual(data, peer)


PIECES = st.sampled_from(
    [
        *(b"GET", b"POST", b" ", b"/", b"//a", b"/a?b", b"?", b"#", b"%", b"%2F", b"a"),
        *(b"HTTP/1.1", b"HTTP/1.0", b"\r\n", b"\r\n\r\n", b"\n", b"\r", b":", b": ", b"\t"),
        *(b"Host", b"Content-Length", b"2", b"+2", b"{}", b"Transfer-Encoding", b"chunked"),
        *(b"X_A", b"X-A", b"\x00", b"\xff"),
    ]
)


@given(st.lists(PIECES, max_size=30).map(b"".join))
@example(START + b"GET / HTTP/1.1\r\n\r\n")
def test_whatever_is_taken_for_usual_is_what_gunicorn_reads(data: bytes) -> None:
    check_where_usual(data)


@given(st.lists(st.tuples(st.integers(0, len(START)), PIECES), min_size=1, max_size=3))
def test_a_request_with_something_in_it_is_read_as_gunicorn_reads_it(
    pieces: list[tuple[int, bytes]],
) -> None:
    data = START
    for place, piece in pieces:
        data = data[:place] + piece + data[place:]
    check_where_usual(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        START[:-1],
        START + b"x",
        START + GET,
        GET.replace(b"HTTP/1.1", b"HTTP/1.0"),
        GET.replace(b"GET / ", b"GET //host/ "),
        GET.replace(b"GET / ", b"GET http://host/ "),
        GET.replace(b"GET / ", b"GET /a#b "),
        GET.replace(b"GET / ", b"GET /\xc3\xbc "),
        GET.replace(b"GET", b"HEAD"),
        GET.replace(b"GET", b"OPTIONS"),
        GET.replace(b"\r\n", b"\n"),
        with_field("Host"),
        with_field("X_Remote-User"),
        with_field("Transfer-Encoding", "chunked"),
        with_field("Expect", "100-continue"),
        with_field("Connection", "close"),
        with_field("Connection", "upgrade"),
        with_field("X-Forwarded-Ssl", "on"),
        with_field("X-Forwarded-Protocol", "ssl"),
        with_field("Content-Length", "+0"),
        with_field("Content-Length", "0, 0"),
        with_field("X-Folded", "a\r\n b"),
        with_field("X-Long", "a" * 5_000),
        GET.replace(b"\r\n\r\n", b"".join(b"\r\nX-%d: a" % n for n in range(60)) + b"\r\n\r\n"),
    ],
)
def test_all_that_could_be_read_otherwise_is_left_to_gunicorn(data: bytes) -> None:
    assert read_here(data) is None


def test_an_answer_is_written_in_one_piece() -> None:
    headers = [("Content-Type", "application/json"), ("Content-Length", "2"), ("X-A", "ü")]

    sent = write_usual("201 Created", headers, b"{}", is_kept=True)

    assert sent is not None
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    told_of = dict(field.split(": ", 1) for field in fields)
    assert (first, body) == ("HTTP/1.1 201 Created", b"{}")
    assert told_of.pop("Date").endswith(" GMT")
    assert told_of == {"Server": "gunicorn", "Connection": "keep-alive", **dict(headers)}
    closing = write_usual("200 OK", headers, b"{}", is_kept=False)
    assert closing is not None
    assert b"\r\nConnection: close\r\n" in closing


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Content-Length", "3")],
        [("Content-Length", "2"), ("X-A", "a\r\nX-B: b")],
        [("Content-Length", "2"), ("X-A", "a\nX-B: b")],
        [("Content-Length", "2"), ("X-A", "a\0b")],
        [("Content-Length", "2"), ("Transfer-Encoding", "chunked")],
        [("Content-Length", "2"), ("Connection", "upgrade")],
        [("X-A", "a\r\nContent-Length: 2")],
    ],
)
def test_an_answer_that_is_not_usual_is_left_to_gunicorn(headers: list[tuple[str, str]]) -> None:
    assert write_usual("200 OK", headers, b"{}", is_kept=True) is None


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        (START, 0),
        (START[:-22], 22),
        (START[:-5], 5),
        (START[:-30], 0),
        (GET, 0),
        (START[:-22].replace(b"Host: ", b"Expect: 100-continue\r\nHost: "), 0),
        (GET.replace(b"\r\n\r\n", b"\r\nContent-Length: 99999999\r\n\r\n"), 0),
        (GET.replace(b"\r\n\r\n", b"\r\ncontent-length:7\r\n\r\n"), 7),
    ],
)
def test_a_body_that_is_under_way_is_waited_for(data: bytes, missing: int) -> None:
    assert missing_bytes(data) == missing
