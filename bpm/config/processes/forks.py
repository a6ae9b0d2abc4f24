"""Programs that are forks of one that has loaded everything: what was loaded is there once."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess
from typing import IO

from bpm.config.processes.children import child_setup
from bpm.config.processes.program import ProgramPlan, Running

_PR_SET_NAME = 15
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Fork:
    """A forked process, as ``subprocess`` would show it."""

    def __init__(self, process: ForkProcess) -> None:
        self._process = process
        if process.pid is None:
            raise AssertionError("It has been started.")
        self.pid = process.pid

    def poll(self) -> int | None:
        """Return its exit status, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status once there is one.

        Raises:
            subprocess.TimeoutExpired: It still runs after so many seconds.
        """
        self._process.join(timeout)
        status = self._process.exitcode
        if status is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return status

    def send_signal(self, sig: int) -> None:
        """Signal it, unless it has ended."""
        if self._process.exitcode is None:
            os.kill(self.pid, sig)


def run_fork(
    run: Callable[[], int], *, closed_fds: Sequence[int] = ()
) -> Callable[[ProgramPlan, IO[bytes]], Running]:
    """Return how to start a program that is a fork of this process.

    This process must have no thread and no connection, which do not live in two processes.

    Args:
        run: Does the program's work; returns its exit status.
        closed_fds: What this process keeps open for other programs.
    """
    context = multiprocessing.get_context("fork")

    def launch(plan: ProgramPlan, log: IO[bytes]) -> Running:
        tie = child_setup(death_signal=plan.death_signal)

        def begin() -> None:
            tie()
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            for closed in closed_fds:
                os.close(closed)
            for stream in (1, 2):
                os.dup2(log.fileno(), stream)
            _call_process(plan.name)
            sys.exit(run())

        process = context.Process(target=begin, name=plan.name)
        process.start()
        return Fork(process)

    return launch


def _call_process(name: str) -> None:
    """Show a name, of at most fifteen letters, in ``top`` and the like."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)
