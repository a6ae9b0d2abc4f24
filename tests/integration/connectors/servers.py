"""Real servers on the loopback address, and a policy that finds them."""

import http.server
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from typing_extensions import override

from bpm.outbound.addresses import AllowedHosts
from bpm.outbound.contracts import Address, OutboundPolicy


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebServer:
    """Answers with ``respond`` and remembers what came in."""

    port: int
    seen: list[Seen] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Respond = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def web_server(respond: Respond, *, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    class Server(http.server.ThreadingHTTPServer):
        @override
        def finish_request(self, request: object, client_address: object) -> None:
            assert isinstance(request, socket.socket)
            if tls is None:
                super().finish_request(request, client_address)
                return
            # A handshake that fails is what some tests are about.
            with suppress(OSError), tls.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            web.seen.append(Seen(self.command, self.path, headers, body))
            try:
                respond(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815 the parent's names

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    web = WebServer(server.server_address[1])
    with _running(server):
        yield web


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def plainly(
    status: int = 200, body: bytes = b"", **headers: str
) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    """Return a responder with one answer for everything."""

    def respond(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "content_length" not in headers:
            handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return respond


def resolver(**names: str) -> Callable[[str, int], list[Address]]:
    """Return a stand-in for DNS: ``allowed_example="127.0.0.1 ::1"``."""
    table = {name.replace("_", "."): texts.split() for name, texts in names.items()}

    def resolve(host: str, _port: int) -> list[Address]:
        if host not in table:
            raise OSError(host)
        return [ip_address(text) for text in table[host]]

    return resolve


LOCAL = OutboundPolicy(allowed=AllowedHosts.parse(["127.0.0.1"]), total_seconds=5)


class MailDrop(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a test needs."""

    server: "MailServerOfTest"

    @override
    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            verb = line.decode().strip()
            if verb.upper() == "DATA":
                self.take_message()
            elif verb.upper() == "QUIT":
                self.say("221 bye")
                return
            else:
                self.server.lines.append(verb)
                self.say(self.server.answer(verb))

    def take_message(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.messages.append(b"".join(lines))
        self.say(self.server.verdict)

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class MailServerOfTest(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MailDrop)
        self.lines: list[str] = []
        self.messages: list[bytes] = []
        self.refusals: dict[str, str] = {}
        self.verdict = "250 taken"

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def answer(self, line: str) -> str:
        return next((text for part, text in self.refusals.items() if part in line), "250 ok")


@contextmanager
def mail_server() -> Iterator[MailServerOfTest]:
    server = MailServerOfTest()
    with _running(server):
        yield server
