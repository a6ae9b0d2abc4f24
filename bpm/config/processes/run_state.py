"""One supervisor for each ``var/``: who runs there, and what a killed one left behind."""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import IO

import psutil

from bpm.config.processes.errors import StartError

MARK = "KONTOR_SUITE"
_LEFTOVER_SECONDS = 5.0
_CHECK_SECONDS = 0.05


class RunState:
    """The claim of one supervisor on one ``var/``."""

    def __init__(self, var_dir: Path) -> None:
        self._var_dir = var_dir
        self._facts_path = var_dir / "supervisor.json"
        self._lock: IO[str] | None = None

    def claim(self, address: str) -> bool:
        """Take the folder for this process, and end what a killed supervisor left running.

        Args:
            address: Where the suite will answer, for whoever starts it a second time.

        Returns:
            Whether the supervisor before was killed, so that its port may be freed only now.

        Raises:
            StartError: Another supervisor holds it.
        """
        lock = (self._var_dir / "supervisor.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise StartError(self._who_runs()) from error
        self._lock = lock
        was_killed = self._facts_path.exists()
        staging = self._facts_path.with_suffix(".new")
        staging.write_text(json.dumps({"pid": os.getpid(), "address": address}))
        staging.replace(self._facts_path)
        end_leftovers(self._var_dir)
        return was_killed

    def release(self) -> None:
        """Give the folder back, with nothing left running."""
        if self._lock is not None:
            self._facts_path.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _who_runs(self) -> str:
        try:
            facts = json.loads(self._facts_path.read_text())
        except (OSError, ValueError):
            # Absent, or just being written.
            facts = {}
        address, pid = facts.get("address", "an address of its own"), facts.get("pid", "unknown")
        return (
            f"Kontor already runs at {address} (process {pid}): use that one, stop it with Ctrl-C "
            f"or `kill {pid}`, or set BPM_PORT and BPM_VAR_DIR to run a second one."
        )


def end_leftovers(var_dir: Path) -> None:
    """End the programs of a supervisor that was killed, and wait until they let go of their port.

    They are known by a mark in their environment, so neither a process number that went to a
    stranger nor a child whose parent is gone deceives.
    """
    leftovers = [process for process in psutil.process_iter() if _has_mark(process, str(var_dir))]
    for process in leftovers:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    deadline = time.monotonic() + _LEFTOVER_SECONDS
    while any(_has_mark(process, str(var_dir)) for process in leftovers):
        if time.monotonic() > deadline:
            return
        time.sleep(_CHECK_SECONDS)


def _has_mark(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        # Gone, or somebody else's.
        return False
