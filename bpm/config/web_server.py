"""How gunicorn serves the suite beside its command line: its worker and its messages."""

import gc
import mmap
import os
import select
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http import RequestParser
from gunicorn.http.wsgi import FileWrapper, Response, base_environ
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import TConn, ThreadWorker
from typing_extensions import override

from bpm.config.log_settings import logging_settings
from bpm.config.plain_http import RECEIVED_BYTES, missing_bytes, read_usual, write_usual

if TYPE_CHECKING:
    # Only the stubs have this module.
    from gunicorn._types import _AddressType, _WSGIAppType
    from gunicorn.http import Request

# How long a sender may pause in the middle of a request, or a reader in an answer.
_STALLED_SECONDS = 30.0
# How long a thread listens for the next request on the connection that it has just answered.
_LINGER_MILLISECONDS = 2
# How long a worker that holds more connections than another leaves a new one to that.
_HEAD_START_SECONDS = 0.002
_SLOTS = 256

# Gunicorn reads this name and ``logger_class``; the application logs requests itself.
logconfig_dict = logging_settings("info") | {
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}}
}


class ProcessLogger(Logger):
    """Logs what happens to the processes."""

    @override
    def access(self, *request: object) -> None:
        """Say nothing of requests; gunicorn would gather all about each before it is dropped."""


logger_class = ProcessLogger


class SharedCounts:
    """How many connections each worker holds, in memory that all of them share.

    Made before the workers are forked. A worker is known by its age, which no two of them share
    and which a replaced one does not inherit.
    """

    def __init__(self) -> None:
        # One more than a worker holds, because 0 stands for no worker.
        self._slots = memoryview(mmap.mmap(-1, 4 * _SLOTS)).cast("i")

    def note(self, age: int, held: int) -> None:
        """Tell the others how many connections a worker holds."""
        self._slots[age % _SLOTS] = held + 1

    def forget(self, age: int) -> None:
        """Count a worker no longer, because it has ended."""
        self._slots[age % _SLOTS] = 0

    def is_ahead(self, held: int) -> bool:
        """Return whether some worker holds fewer connections than this many."""
        return any(0 < slot <= held for slot in self._slots.tolist())


_COUNTS = SharedCounts()


def when_ready(server: Arbiter) -> None:
    """Leave what is loaded now alone for good, before workers are forked; gunicorn calls it.

    A collector that visits an object writes to its page, and the page is shared no longer.
    """
    del server
    gc.collect()
    gc.freeze()


def child_exit(server: Arbiter, worker: Worker) -> None:
    """Forget what a worker held that has ended, however that was; gunicorn calls it by name."""
    del server
    _COUNTS.forget(worker.age)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What gunicorn wants to know of a request to answer it."""

    method: str
    version: tuple[int, int] = (1, 1)

    def should_close(self) -> bool:
        """Return whether the request ends its connection."""
        return False


class PatientWorker(ThreadWorker):
    """A few threads behind one poller, which holds connections that say nothing.

    Browsers open connections ahead of need: a worker that reads one at a time would wait for
    them while somebody else's request stands behind. Programs keep a connection and ask all the
    time: were most of those with one worker, the other would stand idle.
    """

    @override
    def notify(self) -> None:
        """Tell the arbiter that this worker is alive, and the others what it holds."""
        _COUNTS.note(self.age, self.nr_conns)
        super().notify()

    @override
    def accept(self, server: "_AddressType", listener: socket.socket) -> None:
        """Accept a connection, unless a worker with fewer of them takes it meanwhile."""
        if _COUNTS.is_ahead(self.nr_conns):
            time.sleep(_HEAD_START_SECONDS)
        super().accept(server, listener)

    @override
    def handle(self, conn: TConn) -> tuple[bool, TConn]:
        """Serve the requests of a peer who goes on at once, then leave him to the poller.

        A peer that stalls does not keep the thread for ever.
        """
        while True:
            conn.sock.settimeout(_STALLED_SECONDS)
            is_kept, conn = self._handle_one(conn)
            if not is_kept or not self._goes_on(conn):
                return is_kept, conn

    def _handle_one(self, conn: TConn) -> tuple[bool, TConn]:
        parser = conn.parser
        # Once it has read from a connection, it may hold the beginning of what comes next.
        if parser is None or parser.mesg is not None or not self._is_plain:
            return super().handle(conn)
        try:
            data = conn.sock.recv(RECEIVED_BYTES)
            if not data:
                return False, conn
            data += _receive_soon(conn.sock, missing_bytes(data))
            environ = read_usual(data, self._environ_of(conn), is_proxy=self._is_proxy(conn))
            if environ is not None:
                return self._answer(environ, conn), conn
            parser.unreader.unread(data)
            return super().handle(conn)
        except (ConnectionError, TimeoutError) as error:
            self.log.debug("The peer has gone: %s", error)
        except Exception as error:  # noqa: BLE001 as gunicorn does with requests that it reads
            self.handle_error(None, conn.sock, conn.client, error)
        return False, conn

    @cached_property
    def _is_plain(self) -> bool:
        """Return whether nothing is asked of gunicorn that only its own parser does."""
        return not (self.cfg.is_ssl or self.cfg.proxy_protocol or os.environ.get("SCRIPT_NAME", ""))

    def _is_proxy(self, conn: TConn) -> bool:
        proxies = self.cfg.forwarded_allow_ips
        return "*" in proxies or not isinstance(conn.client, tuple) or conn.client[0] in proxies

    @cached_property
    def _base_environ(self) -> dict[str, object]:
        return {
            **base_environ(self.cfg),
            "wsgi.multithread": True,
            "wsgi.url_scheme": "http",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SCRIPT_NAME": "",
        }

    def _environ_of(self, conn: TConn) -> dict[str, object]:
        peer, own = (
            address if isinstance(address, tuple) else ("", "")
            for address in (conn.client, conn.server)
        )
        return self._base_environ | {
            "gunicorn.socket": conn.sock,
            "REMOTE_ADDR": peer[0],
            "REMOTE_PORT": str(peer[1]),
            "SERVER_NAME": own[0],
            "SERVER_PORT": str(own[1]),
        }

    def _answer(self, environ: dict[str, object], conn: TConn) -> bool:
        """Let the application answer a request; return whether the connection is kept.

        It must have begun its answer when it returns, as Django has.
        """
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        is_kept = self.alive and bool(self.cfg.keepalive) and self.nr_conns <= self.max_keepalived
        chunks = self.wsgi(environ, lambda *told: begun.append(told))
        response = Response(
            cast("Request", _Asked(str(environ["REQUEST_METHOD"]))), conn.sock, self.cfg
        )
        try:
            ((status, headers),) = begun
            self._send(status, headers, chunks, response, is_kept=is_kept)
        except (ConnectionError, TimeoutError):
            raise
        except Exception:
            if not response.headers_sent:
                raise
            # Its reader sees that it breaks off.
            self.log.exception("Error in the middle of an answer")
            return False
        finally:
            self._close(chunks)
        return is_kept and not response.must_close

    def _send(
        self,
        status: str,
        headers: list[tuple[str, str]],
        chunks: Iterable[bytes],
        response: Response,
        *,
        is_kept: bool,
    ) -> None:
        """Send an answer at one go where it is there as a whole, else bit by bit."""
        if not getattr(chunks, "streaming", True):
            whole = write_usual(status, headers, b"".join(chunks), is_kept=is_kept)
            if whole is not None:
                response.headers_sent = True
                response.sock.sendall(whole)
                return
        if not is_kept:
            response.force_close()
        response.start_response(status, headers)
        if isinstance(chunks, FileWrapper):
            response.write_file(chunks)
        else:
            for chunk in chunks:
                response.write(chunk)
        response.close()
        response.must_close = response.should_close()

    def _close(self, chunks: Iterable[bytes]) -> None:
        """Let the application end its answer, which has been sent: a fault is for the log only."""
        close = getattr(chunks, "close", None)
        if close is None:
            return
        try:
            close()
        except Exception:
            self.log.exception("Error after an answer")

    def _goes_on(self, conn: TConn) -> bool:
        """Return whether this thread is to read on: others may be waiting for it."""
        if not self.alive or conn.parser is None:
            return False
        # The poller would wait in vain for a request that is here already.
        is_here = _is_read(conn.parser) and b"\r\n\r\n" in conn.parser.unreader.buf.getvalue()
        is_calm = len(self.futures) <= self.cfg.threads
        return is_here or (is_calm and _has_data(conn.sock, _LINGER_MILLISECONDS))


def _is_read(parser: RequestParser) -> bool:
    """Return whether a parser has come to the end of a body whose length was said."""
    body = None if parser.mesg is None else parser.mesg.body
    return body is not None and getattr(body.reader, "length", None) == 0


def _has_data(sock: socket.socket, milliseconds: int) -> bool:
    """Return whether a peer has sent something, or goes on to within some time."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(milliseconds))


def _receive_soon(sock: socket.socket, count: int) -> bytes:
    """Return so many bytes, or fewer where the peer takes his time."""
    received = b""
    while len(received) < count and _has_data(sock, _LINGER_MILLISECONDS):
        more = sock.recv(count - len(received))
        if not more:
            break
        received += more
    return received


class WebServer(BaseApplication):
    """Gunicorn as a part of the suite, without a command line.

    Args:
        options: Gunicorn's settings, by name.
        application: Answers requests.
    """

    def __init__(self, options: Mapping[str, object], application: "_WSGIAppType") -> None:
        self._options, self._application = options, application
        super().__init__()

    @override
    def load_config(self) -> None:
        """Take the settings over, and the hooks and messages above."""
        for name, value in self._options.items():
            self.cfg.set(name, value)
        self.cfg.set("worker_class", PatientWorker)
        self.cfg.set("logger_class", ProcessLogger)
        self.cfg.set("logconfig_dict", logconfig_dict)
        self.cfg.set("when_ready", when_ready)
        self.cfg.set("child_exit", child_exit)

    @override
    def load(self) -> "_WSGIAppType":
        """Return the application, loaded before workers are forked."""
        return self._application
