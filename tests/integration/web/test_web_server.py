"""The web server over real connections: usual requests, others, and both on one of them."""

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.running_suite import free_port
from tests.waiting import wait_until

HOST = "127.0.0.1"
HEAD = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
CHUNKED = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    program = [sys.executable, "-m", "tests.integration.web.answering", str(port)]
    with subprocess.Popen(program) as process:  # noqa: S603 our own program
        assert wait_until(lambda: answers(port))
        yield port
        process.terminate()


def answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


@pytest.fixture
def peer(port: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection((HOST, port), timeout=10)) as peer:
        yield peer


def read(peer: socket.socket, method: str = "POST") -> tuple[int, bytes, str | None]:
    """Return status, body and whether the server keeps the connection."""
    response = http.client.HTTPResponse(peer, method=method)
    response.begin()
    return response.status, response.read(), response.getheader("Connection")


def test_one_request_after_another_is_answered_on_one_connection(peer: socket.socket) -> None:
    for number in range(3):
        peer.sendall(HEAD + b"abc%d" % number)

        assert read(peer) == (200, b"abc%d" % number, "keep-alive")


def test_a_body_comes_after_its_head_at_once_or_late(peer: socket.socket) -> None:
    for _ in range(2):
        peer.sendall(HEAD)
        peer.sendall(b"ab")
        # Longer than the server listens before it leaves the rest to gunicorn.
        assert not wait_until(lambda: False, seconds=0.05)
        peer.sendall(b"cd")

        assert read(peer) == (200, b"abcd", "keep-alive")


def test_requests_that_come_together_are_answered_in_order(peer: socket.socket) -> None:
    peer.sendall(HEAD + b"abcd" + HEAD + b"efgh" + HEAD[:20])
    answered = peer.makefile("rb")
    bodies = []
    for _ in range(2):
        while answered.readline() != b"\r\n":
            pass
        bodies.append(answered.read(4))

    assert bodies == [b"abcd", b"efgh"]
    peer.sendall(HEAD[20:] + b"ijkl")
    assert answered.readline().startswith(b"HTTP/1.1 200")


def test_usual_and_other_requests_follow_one_another(peer: socket.socket) -> None:
    for request, body in (
        (HEAD + b"abcd", b"abcd"),
        (CHUNKED, b""),
        (HEAD + b"efgh", b"efgh"),
        (HEAD.replace(b" 4\r\n", b" 200000\r\n") + b"x" * 200_000, b"x" * 200_000),
        (HEAD + b"ijkl", b"ijkl"),
    ):
        peer.sendall(request)

        assert read(peer) == (200, body, "keep-alive")


def test_who_waits_to_be_asked_for_the_body_is_asked(peer: socket.socket) -> None:
    peer.sendall(HEAD.replace(b"Host", b"Expect: 100-continue\r\nHost"))
    assert peer.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    peer.sendall(b"abcd")

    assert read(peer) == (200, b"abcd", "keep-alive")


def test_an_answer_in_bits_arrives_and_the_connection_goes_on(peer: socket.socket) -> None:
    for _ in range(2):
        peer.sendall(HEAD.replace(b"/echo", b"/bits") + b"abcd")

        assert read(peer) == (200, b"one two", "keep-alive")


def test_an_answer_that_breaks_off_is_seen_to(peer: socket.socket) -> None:
    peer.sendall(HEAD.replace(b"/echo", b"/breaks") + b"abcd")

    with pytest.raises(http.client.IncompleteRead):
        read(peer)


def test_a_fault_after_an_answer_sends_nothing_more(peer: socket.socket) -> None:
    for _ in range(2):
        peer.sendall(HEAD.replace(b"/echo", b"/ends-badly") + b"abcd")

        assert read(peer) == (200, b"done", "keep-alive")


def test_a_body_that_nobody_reads_is_not_taken_for_a_request(port: int) -> None:
    body = b"\r\n\r\n" * 10
    unread = HEAD.replace(b"/echo", b"/unread").replace(b" 4\r\n", b" 40\r\nX_A: b\r\n") + body
    peers = [socket.create_connection((HOST, port), timeout=10) for _ in range(4)]
    for peer in peers:
        peer.sendall(unread)
        assert read(peer) == (200, b"", "keep-alive")

    for peer in peers:
        peer.sendall(HEAD + b"abcd")
        assert read(peer) == (200, b"abcd", "keep-alive")
        peer.close()


def test_a_fault_of_the_application_is_a_500_and_ends_the_connection(peer: socket.socket) -> None:
    peer.sendall(HEAD.replace(b"/echo", b"/fails") + b"abcd")

    assert read(peer)[::2] == (500, "close")
    assert peer.recv(1) == b""


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (HEAD.replace(b"Host", b"Content-Length: 5\r\nHost") + b"abcd", 400),
        (HEAD.replace(b"Host: a", b"Ho st: a") + b"abcd", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 9_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_refused_as_gunicorn_does(
    peer: socket.socket, request_: bytes, status: int
) -> None:
    peer.sendall(request_)

    assert read(peer)[0] == status


def test_who_says_so_is_let_go(peer: socket.socket) -> None:
    peer.sendall(HEAD.replace(b"Host", b"Connection: close\r\nHost") + b"abcd")

    assert read(peer) == (200, b"abcd", "close")
    assert peer.recv(1) == b""
