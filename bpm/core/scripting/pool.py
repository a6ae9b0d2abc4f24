"""The worker processes of this process: started when needed, ended with it."""

import atexit
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from bpm.core.scripting.worker_process import Request, WorkerProcess

Outcome = TypeVar("Outcome")

POOL_SIZE = 2
"""Two, so that a script that runs into its time limit does not hold up every thread."""


class WorkerPool:
    """Lends workers to threads, the one used last first: mostly there is only one."""

    def __init__(self) -> None:
        # Counts like a semaphore, at a tenth of the price.
        self._places: SimpleQueue[None] = SimpleQueue()
        for _ in range(POOL_SIZE):
            self._places.put(None)
        self._idle: deque[WorkerProcess] = deque()
        self._all: set[WorkerProcess] = set()
        # A worker is tied to the thread that starts it, so that thread has to last.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="script-worker-starter")

    def run(self, request: Request, read: Callable[[int, bytes], Outcome]) -> Outcome:
        """Run a program on a worker that nobody else uses meanwhile.

        A worker that does not answer, or whose answer cannot be read, is killed; another takes
        its place.

        Args:
            request: What to run.
            read: Reads kind and content of the answer; what it raises is passed on.

        Raises:
            ScriptWorkerError: No worker can be started.
            WorkerTimeoutError: There is no answer in time.
            WorkerEndedError: The worker ended, or broke the protocol.
        """
        self._places.get()
        try:
            worker = self._take()
            is_fit = False
            try:
                outcome = read(*worker.run(request))
                is_fit = True
            finally:
                if is_fit:
                    self._idle.append(worker)
                else:
                    self._all.discard(worker)
                    worker.kill()
        finally:
            self._places.put(None)
        return outcome

    def _take(self) -> WorkerProcess:
        while (worker := self._pop()) is not None:
            if worker.is_idle():
                return worker
            # The system ended it meanwhile; the script that comes now has no part in that.
            self._all.discard(worker)
            worker.kill()
        worker = self._starter.submit(WorkerProcess).result()
        self._all.add(worker)
        return worker

    def _pop(self) -> WorkerProcess | None:
        try:
            return self._idle.pop()
        except IndexError:  # asking first would be no use: another thread may be faster
            return None

    def close(self) -> None:
        """End all workers."""
        while self._all:
            self._all.pop().kill()
        self._idle.clear()
        self._starter.shutdown()

    def abandon(self) -> None:
        """Close what was inherited by a fork: workers end when their parent's pipes close."""
        for worker in tuple(self._all):
            worker.abandon()


_pools: dict[int, WorkerPool] = {}


def get_pool() -> WorkerPool:
    """Return the pool of this very process: after a fork there is a new one."""
    pid = os.getpid()
    # Of two threads that come first, both get the same; setdefault is atomic.
    return _pools.get(pid) or _pools.setdefault(pid, WorkerPool())


def close_pool() -> None:
    """End the workers of this process; the next script starts one again."""
    pool = _pools.pop(os.getpid(), None)
    if pool is not None:
        pool.close()


def _abandon_inherited() -> None:
    while _pools:
        _pools.popitem()[1].abandon()


os.register_at_fork(after_in_child=_abandon_inherited)
atexit.register(close_pool)
