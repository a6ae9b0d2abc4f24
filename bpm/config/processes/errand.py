"""One piece of work that is done once beside the programs, and may be cut short."""

import subprocess
from pathlib import Path

from bpm.config.configuration import PROJECT_DIR, Configuration
from bpm.config.processes.children import child_setup
from bpm.config.processes.programs import child_environment, manage

_STOP_SECONDS = 3.0


class Errand:
    """A management command that nobody waits for."""

    def __init__(self, configuration: Configuration, command: str) -> None:
        self._configuration = configuration
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log_path(self) -> Path:
        """Return where it tells how it went."""
        return self._configuration.var_dir / "log" / f"{self._command}.log"

    def start(self) -> None:
        """Begin."""
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 our own program
                manage(self._command),
                env=child_environment(self._configuration),
                cwd=PROJECT_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=child_setup(),  # noqa: PLW1509 the tie to the supervisor is made there
            )

    def find_end(self) -> int | None:
        """Return its exit status when it has ended since the last question, else None."""
        status = None if self._process is None else self._process.poll()
        if status is not None:
            self._process = None
        return status

    def stop(self) -> None:
        """End it, wherever it is."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
