"""Jobs that wait for the outside, beside those that do not: each on a thread of its own."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Final, Self

from django.db import connection

from bpm.jobs.connections import ensure_usable
from bpm.jobs.contracts import LeasedJob

THREADS: Final = 8
THREAD_NAME: Final = "slow-job"
_LOOK_AGAIN_AFTER_SECONDS: Final = 0.2
# Calls that are answered quickly end in company, and one look at the queue replaces them all.
_COMPANY_SECONDS: Final = 0.005
_IDLE_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    done: Future[None]
    work: Callable[[], None]


class _Threads:
    """Threads that keep their connection while there is work, and end soon after.

    A new connection costs the database more than a job does; an idle one costs it memory.
    """

    def __init__(self) -> None:
        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0

    def submit(self, work: Callable[[], None]) -> Future[None]:
        """Let a thread do some work that raises nothing."""
        done: Future[None] = Future()
        with self._lock:
            is_served = self._idle > 0
            if is_served:
                self._idle -= 1
        self._tasks.put(_Task(done=done, work=work))
        if not is_served:
            # What it runs is waited for by whoever submits it, so a daemon cuts nothing off.
            threading.Thread(target=self._serve, name=THREAD_NAME, daemon=True).start()
        return done

    def _serve(self) -> None:
        try:
            while (task := self._next()) is not None:
                task.work()
                with self._lock:
                    self._idle += 1
                task.done.set_result(None)
        finally:
            connection.close()

    def _next(self) -> _Task | None:
        """Return what to do next; None once there has been nothing for a while."""
        while True:
            with suppress(Empty):
                return self._tasks.get(timeout=_IDLE_SECONDS)
            with self._lock:
                # Without an idle thread on the books, something was just handed to this one.
                if self._idle > 0:
                    self._idle -= 1
                    return None


_threads = _Threads()


class SlowLane:
    """Runs slow jobs while its owner goes on; leaving it waits for all of them."""

    def __init__(self, run: Callable[[Sequence[LeasedJob]], None]) -> None:
        self._run = run
        self._running: set[Future[None]] = set()

    @property
    def free(self) -> int:
        """How many more jobs can begin now."""
        self._running = {job for job in self._running if not job.done()}
        return THREADS - len(self._running)

    @property
    def is_idle(self) -> bool:
        """Whether no job is under way."""
        return self.free == THREADS

    def begin(self, jobs: Sequence[LeasedJob]) -> None:
        """Let jobs begin; there must be as many free."""
        self._running |= {_threads.submit(partial(self._run_one, job)) for job in jobs}

    def wait(self) -> bool:
        """Wait a moment for jobs to end; return False at once where none runs."""
        if not self._running:
            return False
        _, left = wait(
            self._running, timeout=_LOOK_AGAIN_AFTER_SECONDS, return_when=FIRST_COMPLETED
        )
        wait(left, timeout=_COMPANY_SECONDS, return_when=ALL_COMPLETED)
        return True

    def _run_one(self, job: LeasedJob) -> None:
        try:
            ensure_usable()
            self._run([job])
        except Exception:  # noqa: BLE001 whatever it is, the job's lease runs out
            # Another worker takes the job then; nobody else would hear of this.
            _log.exception("The thread of job %s failed.", job.id)

    def __enter__(self) -> Self:
        """Open the lane; a thread starts only with a job."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for every job that has begun."""
        wait(self._running)
