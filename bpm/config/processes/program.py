"""One program of the suite: started, watched, started again, stopped with all its children."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from bpm.config.processes.children import child_setup

_LONGEST_PAUSE_SECONDS = 15.0
_STABLE_AFTER_SECONDS = 20.0
_LOG_LIMIT_BYTES = 50_000_000


class Running(Protocol):
    """A process that was started here, as ``subprocess`` shows it."""

    @property
    def pid(self) -> int:
        """Return its number."""

    def poll(self) -> int | None:
        """Return its exit status, negative for a signal; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status once there is one.

        Raises:
            subprocess.TimeoutExpired: It still runs after so many seconds.
        """

    def send_signal(self, sig: int) -> None:
        """Signal it, unless it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPlan:
    """How to run a program.

    Args:
        name: What people call it; its log is ``<name>.log``.
        launch: Starts it with its output in a file; ``run_command`` or ``run_fork``.
        stop_signal: Ends it, letting it finish what it is at.
        death_signal: Sent by the kernel when whoever started it was killed.
    """

    name: str
    launch: Callable[["ProgramPlan", IO[bytes]], Running]
    log_dir: Path
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM

    @property
    def log_path(self) -> Path:
        """Return where the program's output goes."""
        return self.log_dir / f"{self.name}.log"


def run_command(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    working_dir: Path,
    inherited_fds: Sequence[int] = (),
) -> Callable[[ProgramPlan, IO[bytes]], Running]:
    """Return how to start a program from a file.

    Args:
        arguments: Its command line.
        environment: All of it.
        working_dir: Where it works.
        inherited_fds: File descriptors that it keeps, such as the listening socket.
    """

    def launch(plan: ProgramPlan, log: IO[bytes]) -> Running:
        return subprocess.Popen(  # noqa: S603 our own programs
            arguments,
            env=dict(environment),
            cwd=working_dir,
            stdin=subprocess.DEVNULL,
            # What it says to people goes to whom the supervisor says it.
            stderr=log,
            pass_fds=inherited_fds,
            preexec_fn=child_setup(death_signal=plan.death_signal),  # noqa: PLW1509 the tie to the supervisor is made there
        )

    return launch


@dataclass(slots=True)
class Program:
    """A program under watch."""

    plan: ProgramPlan
    process: Running | None = None
    deaths_in_a_row: int = 0
    _started_at: float = field(default=0.0)
    _next_start_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the program."""
        with self.plan.log_path.open("ab") as log:
            self.process = self.plan.launch(self.plan, log)
        self._started_at = time.monotonic()

    def watch(self) -> str | None:
        """Notice a death and mend it; return a sentence when there is something to tell."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._next_start_at:
                self.start()
            return None
        status = self.process.poll()
        if status is None:
            if now - self._started_at > _STABLE_AFTER_SECONDS:
                self.deaths_in_a_row = 0
            return None
        # What the dead one started itself may still hold ports and locks.
        self.kill()
        self.process = None
        pause = min(_LONGEST_PAUSE_SECONDS, (2.0**self.deaths_in_a_row - 1) / 2)
        self._next_start_at = now + pause
        self.deaths_in_a_row += 1
        again = f"in {pause:.1f} s" if pause else "at once"
        return f"The {self.plan.name} ended ({_describe(status)}); it is started again {again}."

    def ask_to_stop(self) -> None:
        """Let the program finish what it is at, then end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.plan.stop_signal)

    def wait(self, deadline: float) -> bool:
        """Return whether the program has ended by a point of the monotonic clock."""
        if self.process is None:
            return True
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End the program and everything it started, at once."""
        if self.process is None:
            return
        try:
            # The program leads a session of its own: its group has its number.
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        self.process.wait()

    def limit_log(self) -> None:
        """Move a log that has grown large aside; one older file is kept."""
        path = self.plan.log_path
        if path.exists() and path.stat().st_size > _LOG_LIMIT_BYTES:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)

    def last_words(self) -> str:
        """Return the last line of the program's log."""
        lines = self.plan.log_path.read_text(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing"


def _describe(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
