"""The guarded client against real servers, and against every entry of the hostile list."""

import gzip
import select
import socket
import threading
import time
import tracemalloc
import zlib
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address

import pytest

from bpm.outbound import client
from bpm.outbound.addresses import AllowedHosts
from bpm.outbound.contracts import Address, OutboundPolicy, OutboundRequest, StandIn
from bpm.outbound.errors import (
    AddressRefusedError,
    InvalidRequestError,
    OutboundError,
    OutboundTimeoutError,
    RedirectRefusedError,
    ResponseTooLargeError,
    UnreachableError,
)
from tests.integration.connectors.servers import LOCAL, Respond, plainly, resolver, web_server
from tests.logs import noting
from tests.payloads import needs_payloads, read_payloads

MEGABYTE = 1_000_000


def get(url: str, **headers: str) -> OutboundRequest:
    return OutboundRequest(
        method="GET", url=url, headers={n.replace("_", "-"): v for n, v in headers.items()}
    )


def post(url: str, body: bytes, **headers: str) -> OutboundRequest:
    return replace(get(url, **headers), method="POST", body=body)


def test_sends_what_it_is_given_and_returns_what_comes_back() -> None:
    with web_server(plainly(201, b"made", content_type="text/plain", x_a="1")) as web:
        response = client.send(post(f"{web.url}/a%20b?q=ä", b"body", X_Mine="yes"), LOCAL)

    assert (response.status, response.body, response.headers["x-a"]) == (201, b"made", "1")
    [seen] = web.seen
    assert (seen.method, seen.path, seen.body) == ("POST", "/a%20b?q=%C3%A4", b"body")
    assert seen.headers["host"] == f"127.0.0.1:{web.port}"
    assert seen.headers["x-mine"] == "yes"


@pytest.fixture
def no_packets(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Count connections instead of making them."""
    made: list[object] = []

    def connect(*arguments: object, **_: object) -> None:
        made.append(arguments)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    return made


@needs_payloads
def test_no_hostile_address_gets_a_packet(no_packets: list[object]) -> None:
    # A name server that leads every unknown name inside: the worst one there can be.
    policy = replace(
        LOCAL, allowed=AllowedHosts(), resolve=lambda *_: resolver(x="127.0.0.1")("x", 0)
    )
    entries = read_payloads("ssrf")
    for entry in entries:
        url, _, header = entry["url"].partition(" with header ")
        name, _, value = header.strip('"').partition(": ")
        headers = {name: value} if header else {}

        with pytest.raises(OutboundError) as caught:
            client.send(get(url, **headers), policy)

        assert caught.value.is_permanent, entry["id"]
        assert "127.0.0.1" not in caught.value.detail or "127.0.0.1" in url, entry["id"]
    assert len(entries) > 50
    assert no_packets == []


@pytest.mark.parametrize(
    "url",
    [
        "http://1.1.1.1/",
        "http://[2606:4700::1111]/",
        "http://example.org/",
        "https://example.org/x",
    ],
)
def test_public_addresses_are_called(url: str, no_packets: list[object]) -> None:
    policy = OutboundPolicy(resolve=resolver(example_org="93.184.216.34"))

    with pytest.raises(UnreachableError):
        client.send(get(url), policy)

    assert len(no_packets) == 1


def test_a_name_that_changes_its_mind_is_connected_where_it_was_checked() -> None:
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    asked = []

    def resolve(host: str, port: int) -> list[Address]:
        asked.append(host)
        return resolver(x=answers[len(asked) - 1][0])("x", port)

    with web_server(plainly()) as web:
        policy = replace(LOCAL, resolve=resolve)
        response = client.send(get(f"http://rebinding.example:{web.port}/"), policy)

    assert (response.status, asked) == (200, ["rebinding.example"])
    assert web.seen[0].headers["host"] == f"rebinding.example:{web.port}"


def test_a_stand_in_answers_for_one_name_at_one_port_only() -> None:
    with web_server(plainly()) as web:
        stand_in = StandIn(address=ip_address("127.0.0.1"), port=web.port)
        policy = OutboundPolicy(
            stand_ins={("http", "bank.example", 80): stand_in}, resolve=resolver()
        )
        response = client.send(get("http://bank.example/pay"), policy)
        for url in (f"http://127.0.0.1:{web.port}/", f"http://localhost:{web.port}/"):
            with pytest.raises(AddressRefusedError):
                client.send(get(url), policy)
        for url in ("https://bank.example/", "http://bank.example:81/", "http://a.bank.example/"):
            with pytest.raises(UnreachableError, match="has no address"):
                client.send(get(url), policy)

    assert response.status == 200
    assert [seen.headers["host"] for seen in web.seen] == ["bank.example"]


def test_one_inner_address_among_public_ones_is_refused(no_packets: list[object]) -> None:
    policy = OutboundPolicy(resolve=resolver(mixed_example="93.184.216.34 10.0.0.1"))

    with pytest.raises(AddressRefusedError, match=r"mixed\.example: private") as caught:
        client.send(get("http://mixed.example/"), policy)

    assert "10.0.0.1" not in caught.value.detail
    assert no_packets == []


def test_every_hop_is_checked_again() -> None:
    with (
        web_server(plainly(302, location="http://127.0.0.2/")) as web,
        pytest.raises(AddressRefusedError, match="loopback"),
    ):
        client.send(get(web.url), LOCAL)

    assert len(web.seen) == 1


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//user:pass@127.0.0.1/",
        "http://[",
        "javascript:1",
    ],
)
def test_redirects_to_other_schemes_and_with_users_are_refused(location: str) -> None:
    with web_server(plainly(302, location=location)) as web, pytest.raises(RedirectRefusedError):
        client.send(get(web.url), LOCAL)


def test_chains_of_redirects_end() -> None:
    with (
        web_server(plainly(307, location="/again")) as web,
        pytest.raises(RedirectRefusedError, match="5 redirects"),
    ):
        client.send(get(web.url), LOCAL)

    assert len(web.seen) == 6


def test_another_server_gets_no_credentials_and_303_no_body() -> None:
    with web_server(plainly(200, b"end")) as second:
        there = f"http://127.0.0.1:{second.port}/there"
        with web_server(plainly(303, location=there)) as first:
            request = post(
                first.url, b"secret", Authorization="Bearer t", X_Api_Key="k", Accept="text/plain"
            )
            response = client.send(request, LOCAL)

    assert response.body == b"end"
    [seen] = second.seen
    assert (seen.method, seen.body) == ("GET", b"")
    assert "authorization" not in seen.headers
    assert "x-api-key" not in seen.headers
    assert seen.headers["accept"] == "text/plain"
    assert first.seen[0].headers["authorization"] == "Bearer t"


def test_307_keeps_method_and_body_on_the_same_server() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        plainly(307, location="/b")(handler) if handler.path == "/a" else plainly()(handler)

    with web_server(respond) as web:
        client.send(post(f"{web.url}/a", b"x", Authorization="Bearer t"), LOCAL)

    assert [(s.method, s.body, s.headers["authorization"]) for s in web.seen] == [
        ("POST", b"x", "Bearer t")
    ] * 2


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    piece = b"x" * MEGABYTE
    for _ in range(1_000):
        handler.wfile.write(piece)


def packed_bomb(handler: BaseHTTPRequestHandler) -> None:
    packer = zlib.compressobj(wbits=31)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(300)) + packer.flush()
    plainly(body=packed, content_encoding="gzip")(handler)


@pytest.mark.parametrize("respond", [endless, packed_bomb, plainly(content_length="1000000000")])
def test_a_gigabyte_is_refused_at_the_limit_without_filling_the_memory(respond: Respond) -> None:
    with web_server(respond) as web:
        tracemalloc.start()
        with pytest.raises(ResponseTooLargeError, match="10,000,000 bytes"):
            client.send(get(web.url), replace(LOCAL, total_seconds=30))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 40 * MEGABYTE


def test_gzip_is_unpacked_and_cut_off_gzip_is_no_answer() -> None:
    packed = gzip.compress(b"text" * 100_000)
    with web_server(plainly(body=packed, content_encoding="gzip")) as web:
        assert client.send(get(web.url), LOCAL).body == b"text" * 100_000
    with (
        web_server(plainly(body=packed[:-20], content_encoding="gzip")) as web,
        pytest.raises(UnreachableError, match="broke off"),
    ):
        client.send(get(web.url), LOCAL)


def test_an_answer_that_ends_early_is_no_answer() -> None:
    with (
        web_server(plainly(body=b"half", content_length="8")) as web,
        pytest.raises(UnreachableError),
    ):
        client.send(get(web.url), LOCAL)


def test_chunked_answers_are_read() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    with web_server(respond) as web:
        assert client.send(get(web.url), LOCAL).body == b"abcde"


def hangs_up(handler: BaseHTTPRequestHandler, *, within_seconds: float) -> bool:
    """Wait for the end of a client that has sent all it wants to; return whether it came."""
    readable, _, _ = select.select([handler.connection], [], [], within_seconds)
    return bool(readable)


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not hangs_up(handler, within_seconds=0.1):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def drip_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
    drip_body(handler)


@pytest.mark.parametrize("respond", [drip_body, drip_head])
def test_dripping_answers_meet_the_total_time_out(respond: Respond) -> None:
    policy = replace(LOCAL, total_seconds=0.5, read_seconds=5)
    with web_server(respond) as web:
        began = time.monotonic()
        with pytest.raises(OutboundTimeoutError):
            client.send(get(web.url), policy)

        assert 0.4 < time.monotonic() - began < 1.5


def say_nothing(handler: BaseHTTPRequestHandler) -> None:
    hangs_up(handler, within_seconds=10)


def test_silence_meets_the_read_time_out() -> None:
    with (
        web_server(say_nothing) as web,
        pytest.raises(OutboundTimeoutError, match="stopped answering"),
    ):
        client.send(get(web.url), replace(LOCAL, read_seconds=0.2))


def test_a_name_server_that_is_silent_does_not_hold_the_worker() -> None:
    is_over = threading.Event()

    def resolve(*_: object) -> list[Address]:
        is_over.wait(timeout=10)
        return []

    with pytest.raises(OutboundTimeoutError, match="looked up"):
        client.send(
            get("http://slow.example/"), replace(LOCAL, connect_seconds=0.1, resolve=resolve)
        )
    is_over.set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "1\r\nX-B: 2"),
        ("X-A", "1\nX-B: 2"),
        ("X-A\r\nX-B", "1"),
        ("X A", "1"),
        ("X-A", "\x00"),
        ("X-A", "snow ☃"),
        ("Host", "evil"),
        ("content-length", "1"),
        ("Transfer-Encoding", "chunked"),
        ("Proxy-Authorization", "x"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Long", "x" * 10_000),
    ],
)
def test_headers_that_smuggle_are_refused_before_anything_is_sent(name: str, value: str) -> None:
    with web_server(plainly()) as web, pytest.raises(InvalidRequestError) as caught:
        client.send(OutboundRequest(method="GET", url=web.url, headers={name: value}), LOCAL)

    assert web.seen == []
    assert "X-B: 2" not in caught.value.detail


def test_methods_and_large_bodies_are_refused_before_anything_is_sent() -> None:
    with web_server(plainly()) as web:
        for request in (
            replace(get(web.url), method="CONNECT"),
            replace(get(web.url), method="GET /x HTTP/1.1\r\nX: y"),
            post(web.url, bytes(11)),
        ):
            with pytest.raises(InvalidRequestError):
                client.send(request, replace(LOCAL, max_request_bytes=10))

    assert web.seen == []


def test_logs_show_no_secret() -> None:
    with (
        web_server(plainly(set_cookie="session=TOP")) as web,
        noting("bpm.outbound.client") as logged,
    ):
        client.send(
            get(f"{web.url}/path?api=TOP&b=TOP", Authorization="Bearer TOP", Cookie="TOP"), LOCAL
        )
        with pytest.raises(AddressRefusedError):
            client.send(get("http://10.0.0.1/?key=TOP"), LOCAL)

    assert len(logged) == 2
    assert "/path?api=…&b=…" in logged[0]
    assert not [line for line in logged if "TOP" in line]


def test_environment_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    with web_server(plainly()) as web:
        assert client.send(get(web.url), LOCAL).status == 200


def test_nobody_there_is_said_without_the_address() -> None:
    with web_server(plainly()) as web:
        url = web.url
    policy = replace(LOCAL, resolve=resolver(gone_example="127.0.0.1"))

    with pytest.raises(UnreachableError, match=r"gone\.example .*refuses the connection") as caught:
        client.send(get(url.replace("127.0.0.1", "gone.example")), policy)

    assert not caught.value.is_permanent
