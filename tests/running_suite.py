"""The whole suite as a user starts it, for tests that look at it from outside."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import psutil
import psycopg

from bpm.config.configuration import PROJECT_DIR
from bpm.config.embedded_postgres import DATABASE, PORT, ROLE, socket_directory
from tests.waiting import wait_until

START_SECONDS = 240
STOP_SECONDS = 10.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningSuite:
    """Supervisor, database, web server, worker and scheduler in a ``var/`` of their own."""

    def __init__(
        self, *, var_dir: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._own_folder = None if var_dir else Path(tempfile.mkdtemp(prefix="kontor-suite-"))
        self.var_dir = var_dir or Path(str(self._own_folder)) / "var"
        self._settings = dict(settings or {})
        self.process: subprocess.Popen[str] | None = None
        self._output: list[str] = []

    def launch(self) -> subprocess.Popen[str]:
        """Start the supervisor without waiting for anything."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("BPM_")}
        for name in ("DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE"):
            own.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bpm.config.serve"],
            env={
                **own,
                "BPM_PORT": str(self.port),
                "BPM_VAR_DIR": str(self.var_dir),
                "BPM_HTTP_ALLOWED_HOSTS": "127.0.0.1",
                "BPM_DEMO": "0",
                **self._settings,
            },
            cwd=PROJECT_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.process

    def start(self) -> None:
        """Start the suite and wait until it is ready for work."""
        process = self.launch()
        wait_until(lambda: process.poll() is not None or self.is_ready(), seconds=START_SECONDS)
        if not self.is_ready():
            process.kill()
            output = process.communicate()[0]
            raise AssertionError(f"The suite did not start:\n{output}\n{self.logs()}")

    def is_ready(self) -> bool:
        """Return whether ``/health/ready`` says so."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.url}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        """Ask the suite to stop; return its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            self._output.append(self.process.communicate(timeout=STOP_SECONDS + 5)[0] or "")
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        return self.process.returncode

    def remove(self) -> None:
        """Remove what the suite stored, where the folder is its own."""
        if self._own_folder is not None:
            shutil.rmtree(self._own_folder, ignore_errors=True)

    def output(self) -> str:
        """Return what the supervisor printed, once it has stopped."""
        return "".join(self._output)

    def logs(self) -> str:
        """Return the end of every log file."""
        parts = []
        for path in sorted((self.var_dir / "log").glob("*.log")):
            lines = path.read_text(errors="replace").splitlines()[-15:]
            parts.append(f"--- {path.name}\n" + "\n".join(lines))
        return "\n".join(parts)

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection to the suite's database; every statement is its own transaction."""
        return psycopg.connect(
            host=str(socket_directory(self.var_dir)),
            port=PORT,
            user=ROLE,
            dbname=DATABASE,
            autocommit=True,
        )

    def processes(self) -> list[psutil.Process]:
        """Return every process of the suite, those whose parent is gone included."""
        marker = str(self.var_dir)
        found = []
        for process in psutil.process_iter():
            try:
                belongs = marker in " ".join(process.cmdline()) or (
                    process.environ().get("BPM_VAR_DIR") == marker
                )
            except psutil.Error:
                continue
            if belongs and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        return found
