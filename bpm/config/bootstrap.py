"""From a bare machine to everything in place; runs before any package is installed.

``python bpm/config/bootstrap.py run|tools|dev|browser [--serve]`` needs Python 3.11 and its
standard library only. Each step is skipped when what it was made from has not changed since.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType

PROJECT_DIR = Path(__file__).resolve().parents[2]
UV_VERSION = "0.13.9"
_BOOTSTRAP_DIR = PROJECT_DIR / ".venv-bootstrap"
_VENV_DIR = PROJECT_DIR / ".venv"
_FRONTEND_DIR = PROJECT_DIR / "frontend"
_ROOM_BYTES = 1_500_000_000
_OLDEST_PYTHON = (3, 11)
# Everything that can change what vite builds, beside the frontend folder itself.
_BUILD_INPUTS = (
    PROJECT_DIR / "bpm" / "core" / "bpmn" / "bpm-moddle.json",
    PROJECT_DIR / "docs" / "reference" / "openapi.yaml",
)
_NOT_SOURCES = frozenset({"node_modules", "dist", "test-results", "playwright-report", "coverage"})
_KINDS = ("run", "tools", "dev", "browser")
# The first one draws no window: browser journeys take a quarter less of the processor with it.
_CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


class BootstrapError(Exception):
    """Something is missing; the message is one sentence with a way out."""


def main(arguments: list[str]) -> int:
    """Do what the first argument names, then run the suite if asked; return the exit status."""
    what, serve = arguments[0] if arguments else "run", arguments[1:] == ["--serve"]
    if what not in _KINDS or (arguments[1:] and not serve):
        # Nothing is installed for somebody who only asked what there is.
        _say(f"Usage: bootstrap.py {'|'.join(_KINDS)} [--serve]", to_error=True)
        return 2
    signal.signal(signal.SIGTERM, _end_on_signal)
    try:
        with _alone():
            _prepare(what)
    except BootstrapError as error:
        _say(str(error), to_error=True)
        return 1
    except OSError as error:
        _say(f"The set-up stopped ({error}). {_disk_hint()}", to_error=True)
        return 1
    except KeyboardInterrupt:
        _say("The set-up was interrupted; the next start goes on from here.", to_error=True)
        return 130
    if serve:
        # In place of this process, so that whoever started it stops the suite itself.
        python = str(_VENV_DIR / "bin" / "python")
        os.chdir(PROJECT_DIR)
        os.execv(python, [python, "-m", "bpm.config.serve"])  # noqa: S606 our own program
    return 0


def _prepare(what: str) -> None:
    if sys.version_info < _OLDEST_PYTHON:
        raise BootstrapError(
            f"Kontor needs Python 3.11 or newer, this is {sys.version.split()[0]}: install one "
            "and name it, for example `make PYTHON=python3.12 run`."
        )
    environment = _trusting_environment()
    _sync_packages(environment, with_development=what != "run")
    if _FRONTEND_DIR.joinpath("package.json").exists():
        _install_node_packages(environment)
        if what != "tools":
            _build_frontend(environment)
    if what == "browser":
        _ensure_chromium(environment)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let a second set-up of the same folder wait for the first."""
    with Path(__file__).open() as this_file:
        try:
            fcntl.flock(this_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another set-up of this folder is under way; waiting for it …")
            fcntl.flock(this_file, fcntl.LOCK_EX)
        yield


def _trusting_environment() -> dict[str, str]:
    """Return the environment for tools: certificates that one is told about, all believe."""
    environment = dict(os.environ)
    if environment.get("PIP_CERT"):
        environment.setdefault("SSL_CERT_FILE", environment["PIP_CERT"])
    if environment.get("SSL_CERT_FILE"):
        environment.setdefault("NODE_EXTRA_CA_CERTS", environment["SSL_CERT_FILE"])
    environment["PATH"] = f"{_VENV_DIR / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    environment.pop("VIRTUAL_ENV", None)
    return environment


# ---- Python packages ------------------------------------------------------------------------


def _sync_packages(environment: dict[str, str], *, with_development: bool) -> None:
    # What serves for development serves for a run as well.
    stamps = [_VENV_DIR / ".synced-dev", _VENV_DIR / ".synced-run"]
    stamp = stamps[0 if with_development else 1]
    key = _digest([PROJECT_DIR / "uv.lock", PROJECT_DIR / "pyproject.toml"])
    python = _VENV_DIR / "bin" / "python"
    if python.exists() and any(_is_current(s, key) for s in {stamps[0], stamp}):
        return
    _check_room()
    uv = _ensure_uv(environment)
    # An environment that works keeps its Python, whichever one runs this script today.
    base = python if python.exists() else Path(sys.executable)
    groups = ["--group", "dev"] if with_development else ["--no-dev", "--group", "build"]
    with _step("Installing Python packages, PostgreSQL and Node from uv.lock"):
        _run(
            # Inexact: `make run` after `make test` must not remove the tools again.
            [uv, "sync", "--frozen", "--inexact", "--python", str(base), *groups],
            environment
            | {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(_VENV_DIR)},
            "Installing the Python packages",
        )
    stamp.write_text(key)


def _ensure_uv(environment: dict[str, str]) -> str:
    """Return the path of the pinned uv, installed aside so that the project stays clean of it."""
    program = _BOOTSTRAP_DIR / "bin" / "uv"
    stamp = _BOOTSTRAP_DIR / ".uv-version"
    if _is_current(stamp, UV_VERSION) and program.exists():
        return str(program)
    with _step(f"Installing uv {UV_VERSION}"):
        shutil.rmtree(_BOOTSTRAP_DIR, ignore_errors=True)
        wanted = f"uv=={UV_VERSION}"
        quiet = ["install", "--quiet", "--disable-pip-version-check"]
        doing = "Installing uv"
        if importlib.util.find_spec("ensurepip") is not None:
            venv.EnvBuilder(with_pip=True).create(_BOOTSTRAP_DIR)
            python = str(_BOOTSTRAP_DIR / "bin" / "python")
            _run([python, "-m", "pip", *quiet, wanted], environment, doing)
        elif importlib.util.find_spec("pip") is not None:
            # Debian keeps venv in a package of its own; pip can install into any folder.
            target = ["--target", str(_BOOTSTRAP_DIR)]
            _run([sys.executable, "-m", "pip", *quiet, *target, wanted], environment, doing)
        else:
            raise BootstrapError(
                "This Python has neither venv nor pip: install them (on Debian and Ubuntu "
                "`apt-get install python3-venv`) and start again."
            )
    stamp.write_text(UV_VERSION)
    return str(program)


# ---- front end ------------------------------------------------------------------------------


def _install_node_packages(environment: dict[str, str]) -> None:
    stamp = _FRONTEND_DIR / "node_modules" / ".synced"
    lock = _FRONTEND_DIR / "package-lock.json"
    key = _digest([lock])
    if _is_current(stamp, key):
        return
    _check_room()
    with _step("Installing JavaScript packages from package-lock.json"):
        _run(
            [_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            environment,
            "Installing the JavaScript packages",
            working_dir=_FRONTEND_DIR,
        )
    stamp.write_text(key)


def _build_frontend(environment: dict[str, str]) -> None:
    stamp = _FRONTEND_DIR / "dist" / ".built"
    key = _digest(_frontend_sources())
    if _is_current(stamp, key):
        return
    with _step("Building the pages"):
        _run(
            [_npm(), "run", "--silent", "build", "--", "--logLevel", "error"],
            environment,
            "Building the pages",
            working_dir=_FRONTEND_DIR,
        )
    stamp.write_text(key)


def _npm() -> str:
    return str(_VENV_DIR / "bin" / "npm")


def _frontend_sources() -> list[Path]:
    found = [path for path in _BUILD_INPUTS if path.exists()]
    for folder, folders, files in os.walk(_FRONTEND_DIR):
        folders[:] = sorted(name for name in folders if name not in _NOT_SOURCES)
        found += [Path(folder, name) for name in sorted(files) if not name.endswith(".tsbuildinfo")]
    return found


# ---- browser for tests ----------------------------------------------------------------------


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine that tests can drive, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in _CHROMIUM_NAMES if (path := shutil.which(name))), None)


def _ensure_chromium(environment: dict[str, str]) -> None:
    """Find or install the browser, or say what to install: no test is left out in silence."""
    if os.environ.get("CHROMIUM") and find_chromium() is None:
        raise BootstrapError(
            f"The setting CHROMIUM is {os.environ['CHROMIUM']!r}, which is no program here: name "
            "one, or unset it and let the set-up find or install Chromium."
        )
    if find_chromium() is not None or _playwright_chromium() is not None:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with _step("Installing Chromium with apt-get"):
            _install_debian_chromium(environment)
        if find_chromium() is not None:
            return
    with contextlib.suppress(BootstrapError), _step("Installing Playwright's Chromium"):
        python = str(_VENV_DIR / "bin" / "python")
        _run([python, "-m", "playwright", "install", "chromium"], environment, "The download")
        return
    raise BootstrapError(
        "The browser tests need Chromium and it could not be installed: install it (on Debian as "
        "root `apt-get install chromium fonts-liberation`), or set CHROMIUM to its program."
    )


def _install_debian_chromium(environment: dict[str, str]) -> None:
    quiet = environment | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "fonts-liberation"]
    with contextlib.suppress(BootstrapError):
        _run(["apt-get", "update", "-qq"], quiet, "Refreshing the list of packages")
    for package in _CHROMIUM_NAMES[:2]:
        with contextlib.suppress(BootstrapError):
            _run([*install, package], quiet, "Installing Chromium")
            return


def _playwright_chromium() -> str | None:
    folders = [
        Path.home() / ".cache" / "ms-playwright",
        Path.home() / "Library/Caches/ms-playwright",
    ]
    if os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        folders.insert(0, Path(os.environ["PLAYWRIGHT_BROWSERS_PATH"]))
    found = (
        path for folder in folders for path in folder.glob("chromium*/*/INSTALLATION_COMPLETE")
    )
    return next((str(path) for path in found), None)


# ---- tools of the trade ---------------------------------------------------------------------


def _run(
    command: list[str],
    environment: dict[str, str],
    doing: str,
    *,
    working_dir: Path = PROJECT_DIR,
) -> None:
    """Run a tool to its end; it and all that it starts end with us."""
    try:
        process = subprocess.Popen(  # noqa: S603 our own command lines
            command, env=environment, cwd=working_dir, start_new_session=True
        )
    except FileNotFoundError as error:
        raise BootstrapError(
            f"{doing} needs the program {command[0]}, which is missing: remove the folder .venv "
            "and start again."
        ) from error
    try:
        status = process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    if status:
        raise BootstrapError(
            f"{doing} failed (the lines above say why). {_disk_hint()}"
            "Mend that and start again; what is done already is kept."
        )


def _end_on_signal(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(PROJECT_DIR)).encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_current(stamp: Path, key: str) -> bool:
    return stamp.exists() and stamp.read_text() == key


def _check_room() -> None:
    free = shutil.disk_usage(PROJECT_DIR).free
    if free < _ROOM_BYTES:
        raise BootstrapError(
            f"The disk that holds {PROJECT_DIR} is full ({free // 1_000_000} MB free): make room, "
            f"at least {_ROOM_BYTES // 1_000_000} MB, and start again."
        )


def _disk_hint() -> str:
    free_mb = shutil.disk_usage(PROJECT_DIR).free // 1_000_000
    return f"The disk is full ({free_mb} MB free). " if free_mb < 100 else ""  # noqa: PLR2004 MB


@contextlib.contextmanager
def _step(doing: str) -> Iterator[None]:
    _say(f"  {doing} …")
    began = time.monotonic()
    yield
    _say(f"  {doing}: done in {time.monotonic() - began:.1f} s")


def _say(sentence: str, *, to_error: bool = False) -> None:
    stream = sys.stderr if to_error else sys.stdout
    with contextlib.suppress(OSError, ValueError):
        stream.write(f"{sentence}\n")
        stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
