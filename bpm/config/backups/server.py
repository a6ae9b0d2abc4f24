"""The database server that a backup is taken from, or put back into, and its programs."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bpm.config.backups.errors import BackupError
from bpm.config.configuration import Configuration
from bpm.config.embedded_postgres import PORT, ROLE, socket_directory
from bpm.config.processes.errors import StartError
from bpm.config.processes.ground import prepare_var_dir
from bpm.config.processes.postgres import EmbeddedPostgres, binaries_directory, embedded_layout
from bpm.config.processes.run_state import RunState


@contextmanager
def claimed(configuration: Configuration) -> Iterator[None]:
    """Keep the suite from being started, with its embedded server running.

    Raises:
        BackupError: The suite runs, or the server does not start.
    """
    with ExitStack() as at_the_end:
        try:
            prepare_var_dir(configuration.var_dir)
            state = RunState(configuration.var_dir)
            state.claim("no address, for a backup")
            at_the_end.callback(state.release)
            if configuration.is_embedded:
                postgres = EmbeddedPostgres(embedded_layout(configuration.var_dir))
                postgres.end_leftover()
                postgres.prepare()
                at_the_end.callback(postgres.stop)
                postgres.start()
        except StartError as error:
            raise BackupError(str(error)) from error
        # Last in, first out: a server that stops waits for nobody.
        at_the_end.callback(connection.close)
        yield


@contextmanager
def reachable(configuration: Configuration) -> Iterator[None]:
    """Use the server as it runs; start the embedded one where it does not.

    Raises:
        BackupError: It does not start.
    """
    is_running = (configuration.var_dir / "postgres" / "postmaster.pid").exists()
    if is_running or not configuration.is_embedded:
        yield
        return
    with claimed(configuration):
        yield


def run_program(
    configuration: Configuration, program: str, *arguments: str, database: str | None = None
) -> None:
    """Run one of PostgreSQL's programs on the suite's database.

    Args:
        configuration: Says where the server is.
        program: Such as ``pg_dump``; one that takes ``--dbname``.
        *arguments: All but where the database is.
        database: Another one of the same server.

    Raises:
        BackupError: It failed; the message is its own.
    """
    place, secret = _place(configuration, database)
    finished = subprocess.run(  # noqa: S603 our own program
        [binaries_directory() / program, f"--dbname={place}", *arguments],
        # Not among the arguments, which everybody on the machine may read.
        env={"PATH": os.defpath, "LC_ALL": "C", **secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        story = " ".join(finished.stderr.split()) or "no reason given"
        raise BackupError(f"{program} failed: {story[:1000]}")


def _place(configuration: Configuration, database: str | None) -> tuple[str, dict[str, str]]:
    if configuration.database_url is None:
        name = database or str(connection.settings_dict["NAME"])
        host = str(socket_directory(configuration.var_dir))
        return make_conninfo(host=host, port=PORT, user=ROLE, dbname=name), {}
    parts = conninfo_to_dict(configuration.database_url)
    password = parts.pop("password", None)
    if database is not None:
        parts["dbname"] = database
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return make_conninfo("", **parts), secret
