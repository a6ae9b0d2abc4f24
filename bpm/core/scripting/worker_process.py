"""One worker process, as its parent holds it."""

import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bpm.core.scripting.errors import ScriptWorkerError
from bpm.core.scripting.protocol import ANSWER, MAX_ANSWER_BYTES, READY, REQUEST, Flag

_ROOT = str(Path(__file__).resolve().parents[3])
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from bpm.core.scripting.child import serve; serve()"
)
_START_SECONDS = 30.0
_MAX_PROGRAMS = 500
_CHUNK = 65_536


class TimeBudget:
    """How long scripts may run together.

    Args:
        seconds: For all runs that share the budget; waiting for a worker does not count.
    """

    __slots__ = ("granted", "remaining")

    def __init__(self, seconds: float) -> None:
        self.granted = seconds
        self.remaining = seconds


@dataclass(frozen=True, slots=True)
class Request:
    """One run that is asked for.

    Args:
        program: As in ``Script.program``; sent only the first time.
        body: Variables and their types, as JSON.
        flag: What is asked for beside the variables.
        seconds: How long it may take.
        budget: Where the time it took is taken away.
    """

    program: bytes
    body: bytes
    flag: Flag
    seconds: float
    budget: TimeBudget


class WorkerTimeoutError(Exception):
    """The worker did not answer in time."""


class WorkerEndedError(Exception):
    """The worker ended, or broke the protocol."""


class WorkerProcess:
    """A process that runs one script at a time.

    Args:
        locks: What it gave up, by its own account; see ``sandbox``.
    """

    def __init__(self) -> None:
        """Start the process and wait until it is locked up.

        Raises:
            ScriptWorkerError: It does not start.
        """
        # Isolated from the environment and the user's packages; every other file stays closed.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-B", "-c", _BOOT, _ROOT, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={},
            cwd="/",
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        self._input = self._process.stdin.fileno()
        self._output = self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        self._readable = select.poll()
        self._readable.register(self._output, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(self._input, select.POLLOUT)
        self._numbers: dict[bytes, int] = {}
        self.locks = self._wait_until_ready()

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._process.pid

    def is_idle(self) -> bool:
        """Return whether it lives and has nothing to say."""
        return not self._readable.poll(0)

    def _wait_until_ready(self) -> frozenset[str]:
        deadline = time.monotonic() + _START_SECONDS
        received = b""
        try:
            while not received.endswith(b"\n"):
                received += self._read(_CHUNK, deadline)
        except (WorkerTimeoutError, WorkerEndedError) as error:
            self.kill()
            raise ScriptWorkerError(
                f"The process that runs scripts did not start (exit {self._process.returncode}); "
                "its message stands in the log."
            ) from error
        return frozenset(received.removeprefix(READY).decode().strip().split(","))

    def run(self, request: Request) -> tuple[int, bytes]:
        """Run a program, and return kind and content of the answer.

        Raises:
            WorkerTimeoutError: There is no answer in time.
            WorkerEndedError: The process is gone, or its answer is no answer.
        """
        begun = time.monotonic()
        try:
            return self._run(request, begun + request.seconds)
        finally:
            request.budget.remaining -= time.monotonic() - begun

    def _run(self, request: Request, deadline: float) -> tuple[int, bytes]:
        flag, sent = request.flag, b""
        number = self._numbers.get(request.program)
        if number is None:
            if len(self._numbers) >= _MAX_PROGRAMS:
                self._numbers.clear()
                flag |= Flag.FORGET
            number = self._numbers[request.program] = len(self._numbers)
            sent = request.program
        header = REQUEST.pack(number, flag, request.seconds, len(sent), len(request.body))
        self._write(header + sent + request.body, deadline)
        return self._receive(deadline)

    def _write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while True:
            try:
                view = view[os.write(self._input, view) :]
            except BlockingIOError:
                self._wait(self._writable, deadline)
            except OSError as error:
                raise WorkerEndedError from error
            if not view:
                return

    def _receive(self, deadline: float) -> tuple[int, bytes]:
        received = self._read(_CHUNK, deadline)
        while len(received) < ANSWER.size:
            received += self._read(_CHUNK, deadline)
        kind, size = ANSWER.unpack_from(received)
        if size > MAX_ANSWER_BYTES:
            raise WorkerEndedError
        parts = [received[ANSWER.size :]]
        missing = size - len(parts[0])
        while missing > 0:
            part = self._read(_CHUNK, deadline)
            parts.append(part)
            missing -= len(part)
        if missing < 0:  # more than the answer: not our program any more
            raise WorkerEndedError
        return kind, b"".join(parts)

    def _read(self, size: int, deadline: float) -> bytes:
        self._wait(self._readable, deadline)
        data = os.read(self._output, size)
        if not data:
            raise WorkerEndedError
        return data

    def _wait(self, poll: select.poll, deadline: float) -> None:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not poll.poll(remaining * 1000):
            raise WorkerTimeoutError

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._close()

    def abandon(self) -> None:
        """Let go of the process of another parent, after a fork."""
        self._process.returncode = 0  # it is not this process's to wait for
        self._close()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
