"""A suite of one's own for measuring: real processes and a durable database in a fresh folder."""

import base64
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from bpm.config.embedded_postgres import DATABASE, PORT, ROLE, socket_directory

PROJECT = Path(__file__).resolve().parents[2]
START_COMMAND = [sys.executable, "-m", "bpm.config.serve"]
_START_SECONDS = 90
_STOP_SECONDS = 15


class SuiteError(Exception):
    """The suite under measurement does not do what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Ids of the processes below the supervisor, by what they do."""

    web: list[int]
    worker: list[int]
    scheduler: list[int]
    database: list[int]


class Suite:
    """One running suite, reachable on loopback."""

    def __init__(self, *, var_dir: Path, port: int) -> None:
        self.var_dir = var_dir
        self.host, self.port = "127.0.0.1", port
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("BPM_") and name not in {"DATABASE_URL", "CELERY_BROKER_URL"}
        } | {"BPM_VAR_DIR": str(var_dir), "BPM_PORT": str(port), "BPM_WEB_WORKERS": "2"}
        self._output = var_dir / "bench-output.txt"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def conninfo(self) -> str:
        """Return how libpq reaches the suite's database."""
        return f"host={socket_directory(self.var_dir)} port={PORT} user={ROLE} dbname={DATABASE}"

    @property
    def pid(self) -> int:
        """Return the id of the supervisor."""
        if self._process is None:
            raise SuiteError("The suite has not been started.")
        return self._process.pid

    def start(self) -> None:
        """Start everything and wait until it is ready.

        Raises:
            SuiteError: It ended or did not become ready in time; the message holds its output.
        """
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 our own program
                START_COMMAND,
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SuiteError(f"The suite did not start:\n{self.output()[-3000:]}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop everything this suite started."""
        if self._process is None:
            return
        below = psutil.Process(self.pid).children(recursive=True) if self._is_alive() else []
        if self._is_alive():
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
        for process in below:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if self._is_alive():
            self._process.kill()
            self._process.wait()

    def output(self) -> str:
        """Return what the suite printed so far."""
        return self._output.read_text(errors="replace")

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command against this suite's database."""
        return subprocess.run(  # noqa: S603 our own program
            [sys.executable, str(PROJECT / "manage.py"), *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def roles(self) -> Roles:
        """Return which process does what, at this moment."""
        found: dict[str, list[int]] = {"web": [], "worker": [], "scheduler": [], "database": []}
        for process in psutil.Process(self.pid).children():
            role = _role_of(process)
            if role:
                found[role].append(process.pid)
        return Roles(**found)

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _is_ready(self) -> bool:
        try:
            return call(self, "GET", "/health/ready", authorization="").status == 200
        except (OSError, http.client.HTTPException):
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer of the suite; ``content`` is empty where it is no JSON object."""

    status: int
    headers: dict[str, str]
    content: dict[str, object]


def call(
    suite: Suite,
    method: str,
    path: str,
    body: object = None,
    *,
    authorization: str,
    idempotency_key: str | None = None,
) -> Reply:
    """Make one call on a connection of its own.

    Raises:
        OSError: The connection was refused or broke.
        http.client.HTTPException: The answer was cut off.
    """
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if authorization:
        headers["Authorization"] = authorization
    if idempotency_key:
        headers["Idempotency-Key"] = idempotency_key
    connection = http.client.HTTPConnection(suite.host, suite.port, timeout=20)
    try:
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        raw = answer.read()
        kind = answer.headers.get_content_subtype()
        content = json.loads(raw) if raw and "json" in kind else {}
        return Reply(
            status=answer.status,
            headers={name.lower(): value for name, value in answer.getheaders()},
            content=content if isinstance(content, dict) else {},
        )
    finally:
        connection.close()


def make_token(suite: Suite, username: str) -> str:
    """Make an API token for a demo account and return the text of it."""
    basic = base64.b64encode(f"{username}:{username}".encode()).decode()
    reply = call(suite, "POST", "/api/v1/tokens", {"name": "bench"}, authorization=f"Basic {basic}")
    return str(_expect(reply, 201)["token"])


def deploy(suite: Suite, token: str, *models: Path) -> None:
    """Deploy models."""
    resources = [{"name": model.name, "content": model.read_text()} for model in models]
    reply = call(
        suite,
        "POST",
        "/api/v1/deployments",
        {"name": "bench", "resources": resources},
        authorization=f"Bearer {token}",
    )
    _expect(reply, 201)


@contextlib.contextmanager
def running_suite() -> Iterator[Suite]:
    """Yield a suite in a fresh folder on this disk, and remove both afterwards."""
    # Not the system's folder for temporary files: that may be memory, where commits cost nothing.
    (PROJECT / "var").mkdir(mode=0o700, exist_ok=True)
    var_dir = Path(tempfile.mkdtemp(prefix="bench-", dir=PROJECT / "var"))
    suite = Suite(var_dir=var_dir, port=_free_port())
    try:
        suite.start()
        yield suite
    finally:
        suite.stop()
        shutil.rmtree(var_dir, ignore_errors=True)


def _expect(reply: Reply, status: int) -> dict[str, object]:
    if reply.status != status:
        raise SuiteError(f"Expected {status}, got {reply.status}: {reply.content}")
    return reply.content


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _role_of(process: psutil.Process) -> str | None:
    try:
        line = " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return None
    for role, words in (
        ("database", ("/postgres",)),
        ("scheduler", ("run_scheduler",)),
        ("worker", ("celery",)),
        ("web", ("gunicorn", "wsgi", "asgi")),
    ):
        if any(word in line for word in words):
            return role
    return None
