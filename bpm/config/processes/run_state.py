"""One supervisor for each ``var/``: who runs there, and what a killed one left behind."""

import fcntl
import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import psutil

from bpm.config.processes.errors import StartError

_CLOCK_GRAIN_SECONDS = 1.0


class RunState:
    """The claim of one supervisor on one ``var/``, and the list of what it started."""

    def __init__(self, var_dir: Path) -> None:
        self._lock_path = var_dir / "supervisor.lock"
        self._list_path = var_dir / "supervisor.json"
        self._lock: IO[str] | None = None

    def claim(self) -> None:
        """Take the folder for this process, and end what a killed supervisor left running.

        Raises:
            StartError: Another supervisor holds it.
        """
        lock = self._lock_path.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            facts = self._read()
            raise StartError(
                f"Kontor already runs at {facts.get('address', 'an address of its own')} (process "
                f"{facts.get('pid', 'unknown')}): use that one, stop it with Ctrl-C or `kill "
                f"{facts.get('pid', '')}`, or set BPM_PORT and BPM_VAR_DIR to run a second one."
            ) from error
        self._lock = lock
        self._end_leftovers()

    def record(self, *, address: str, pids: Iterable[int]) -> None:
        """Write down what runs, for whoever starts next."""
        children = []
        for pid in pids:
            try:
                children.append({"pid": pid, "started": psutil.Process(pid).create_time()})
            except psutil.NoSuchProcess:
                continue
        facts = {"pid": os.getpid(), "address": address, "children": children}
        staging = self._list_path.with_suffix(".new")
        staging.write_text(json.dumps(facts))
        staging.replace(self._list_path)

    def release(self) -> None:
        """Give the folder back, with nothing left running."""
        if self._lock is not None:
            self._list_path.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _read(self) -> dict[str, object]:
        try:
            facts = json.loads(self._list_path.read_text())
        except (OSError, ValueError):
            # Absent, or half written by a process that was killed just then.
            return {}
        return facts if isinstance(facts, dict) else {}

    def _end_leftovers(self) -> None:
        children = self._read().get("children")
        for child in children if isinstance(children, list) else []:
            try:
                started = psutil.Process(child["pid"]).create_time()
                # The number may belong to a stranger by now; the time of birth tells.
                if abs(started - child["started"]) < _CLOCK_GRAIN_SECONDS:
                    os.killpg(child["pid"], signal.SIGKILL)
            except (psutil.NoSuchProcess, ProcessLookupError, PermissionError):
                continue
