"""A suite of one's own for measuring: real processes and a durable database in a fresh folder."""

import base64
import contextlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import psutil

from tests.running_suite import RunningSuite

PROJECT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


class SuiteError(Exception):
    """The suite under measurement does not do what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Ids of the supervisor and the processes below it, by what they do.

    Args:
        supervisor: The one who starts all, and the parent of the Python programs.
        web: The parent of the web workers.
    """

    supervisor: list[int]
    web: list[int]
    worker: list[int]
    scheduler: list[int]
    database: list[int]


class Suite(RunningSuite):
    """A running suite that can be looked at from inside as well."""

    @property
    def pid(self) -> int:
        """Return the id of the supervisor."""
        if self.process is None:
            raise SuiteError("The suite has not been started.")
        return self.process.pid

    def environment(self) -> dict[str, str]:
        """Return the environment for programs that share this suite's database."""
        inherited = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
        return inherited | {"BPM_VAR_DIR": str(self.var_dir)}

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command against this suite's database."""
        return subprocess.run(  # noqa: S603 our own program
            [sys.executable, str(PROJECT / "manage.py"), *arguments],
            cwd=PROJECT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def roles(self) -> Roles:
        """Return which process does what, at this moment."""
        found: dict[str, list[int]] = {field.name: [] for field in fields(Roles)}
        found["supervisor"].append(self.pid)
        children = psutil.Process(self.pid).children()
        parents = [child for child in children if "bpm.config.programs" in _command_line(child)]
        for process in (*children, *(fork for parent in parents for fork in parent.children())):
            role = _role_of(process)
            if role:
                found[role].append(process.pid)
        found["supervisor"] += [parent.pid for parent in parents]
        return Roles(**found)

    @contextlib.contextmanager
    def paused(self, *names: str) -> Iterator[None]:
        """Hold the processes of some roles still, as long as the context lasts."""
        roots = [
            pid for name, pids in asdict(self.roles()).items() if name in names for pid in pids
        ]
        processes = [
            process
            for root in map(psutil.Process, roots)
            for process in (root, *root.children(recursive=True))
        ]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()


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
    connection = http.client.HTTPConnection(HOST, suite.port, timeout=20)
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


def make_token(suite: Suite, username: str, password: str | None = None) -> str:
    """Make an API token for an account, a demo one without a password, and return its text."""
    basic = base64.b64encode(f"{username}:{password or username}".encode()).decode()
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
    # 200 where they are deployed already, for the one it is measured beside before.
    _expect(reply, 200 if reply.status == 200 else 201)


def let_decide(suite: Suite, token: str, username: str) -> None:
    """Give a person the right to evaluate decisions by themselves.

    Args:
        token: Of an administrator.
    """
    group = "/api/v1/groups/bench"
    for method, path, body, status in (
        ("POST", "/api/v1/groups", {"name": "bench"}, 201),
        ("PUT", f"{group}/permissions", {"permissions": ["process_instance.start"]}, 200),
        ("PUT", f"{group}/members/{username}", None, 200),
    ):
        _expect(call(suite, method, path, body, authorization=f"Bearer {token}"), status)


@contextlib.contextmanager
def running_suite(**settings: str) -> Iterator[Suite]:
    """Yield a suite in a fresh folder on this disk, and remove both afterwards.

    Args:
        **settings: Of the suite, beside those of all measurements.
    """
    # Not the system's folder for temporary files: that may be memory, where commits cost nothing.
    (PROJECT / "var").mkdir(mode=0o700, exist_ok=True)
    var_dir = Path(tempfile.mkdtemp(prefix="bench-", dir=PROJECT / "var"))
    settings = {"BPM_WEB_WORKERS": "2", "BPM_HTTP_ALLOWED_HOSTS": HOST, **settings}
    suite = Suite(var_dir=var_dir, settings=settings)
    try:
        suite.start()
        yield suite
    finally:
        if suite.process is not None and suite.process.poll() is None:
            suite.stop()
        shutil.rmtree(var_dir, ignore_errors=True)


def _expect(reply: Reply, status: int) -> dict[str, object]:
    if reply.status != status:
        raise SuiteError(f"Expected {status}, got {reply.status}: {reply.content}")
    return reply.content


def _role_of(process: psutil.Process) -> str | None:
    try:
        name = process.name()
    except psutil.NoSuchProcess:
        return None
    words = {"postgres": "database", "web": "web", "scheduler": "scheduler"}
    return "worker" if name.startswith("worker-") else words.get(name)


def _command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
