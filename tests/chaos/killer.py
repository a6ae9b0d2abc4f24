"""Kills processes of the suite at chosen points of the work, without warning."""

import contextlib
import threading
from collections.abc import Sequence

import psutil

from tests.bench.suite import Suite
from tests.waiting import wait_until

_PATIENCE_SECONDS = 60.0


class Killer:
    """Counts finished instances and kills something whenever a mark is passed.

    Half way through, the kills move from web processes to the job worker.

    Args:
        total: How many instances will be finished.
        kills: How many kills there are to be, spread evenly over the work.
    """

    def __init__(self, suite: Suite, *, total: int, kills: int) -> None:
        self._suite = suite
        self._marks = {total * number // (kills + 1): number for number in range(1, kills + 1)}
        self._kills = kills
        self._finished = 0
        self._lock = threading.Lock()
        self.killed: list[str] = []

    def progress(self) -> None:
        """Note one finished instance; kill when its number is marked."""
        with self._lock:
            self._finished += 1
            number = self._marks.pop(self._finished, None)
        if number is not None:
            self._kill(number)

    def _kill(self, number: int) -> None:
        # A worker that was killed before may still be on its way back.
        wait_until(lambda: bool(self._victims(number)[1]), seconds=_PATIENCE_SECONDS)
        self.killed += kill(*self._victims(number))

    def _victims(self, number: int) -> tuple[str, list[psutil.Process]]:
        roles = self._suite.roles()
        if number * 2 <= self._kills:
            # The oldest child: gunicorn's parent process keeps the socket and makes a new one.
            return "web process", _children(roles.web)[:1]
        return worker_victims(self._suite, number)


def worker_victims(suite: Suite, number: int) -> tuple[str, list[psutil.Process]]:
    """Return a name and the processes to kill: in turn one job worker, and all of them.

    Returns:
        No process while the workers are on their way back.
    """
    workers = [psutil.Process(pid) for pid in sorted(suite.roles().worker)]
    if number % 2:
        return "job worker", workers[:1]
    return "all job workers", workers


def kill(name: str, processes: Sequence[psutil.Process]) -> list[str]:
    """Kill processes without warning; return which, in words."""
    killed = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
            killed.append(f"{name} {process.pid}")
    return killed


def _children(pids: Sequence[int]) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            found += psutil.Process(pid).children()
    return sorted(found, key=lambda process: process.pid)
