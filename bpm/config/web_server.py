"""How gunicorn serves the suite beside its command line: its worker and its messages."""

import gc
import mmap
import select
import socket
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import TConn, ThreadWorker
from typing_extensions import override

from bpm.config.log_settings import logging_settings

if TYPE_CHECKING:
    # Only the stubs have this module.
    from gunicorn._types import _AddressType, _WSGIAppType

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
            is_kept, conn = super().handle(conn)
            if not is_kept or not self._goes_on(conn):
                return is_kept, conn

    def _goes_on(self, conn: TConn) -> bool:
        """Return whether this thread is to read on: others may be waiting for it."""
        if not self.alive or len(self.futures) > self.cfg.threads:
            return False
        poll = select.poll()
        poll.register(conn.sock, select.POLLIN)
        return bool(poll.poll(_LINGER_MILLISECONDS))


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
