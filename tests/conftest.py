"""The test run's own PostgreSQL, and the check that every test leaves whole instances behind."""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpm.config.embedded_postgres import DATABASE, PORT, ROLE
from bpm.config.processes.postgres import EmbeddedPostgres, PostgresLayout

_SOCKET_VARIABLE = "KONTOR_TEST_POSTGRES_SOCKET"
_DATABASE_FOLDERS = frozenset({"integration", "concurrency", "api"})
_SERVER_KEY = pytest.StashKey["_TestServer"]()


class _TestServer:
    """One server for a whole run, in a folder of its own; speed before durability."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-test-"))
        self.socket_dir = self.folder / "run"
        self._server = EmbeddedPostgres(
            PostgresLayout(
                data_dir=self.folder / "data",
                socket_dir=self.socket_dir,
                log_path=self.folder / "postgresql.log",
                is_durable=False,
            )
        )
        self._server.prepare()
        self._server.start()

    def stop(self) -> None:
        self._server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _ensure_server(config: pytest.Config) -> str:
    """Return the socket folder of the run's server, started by whoever needs it first."""
    shared = os.environ.get(_SOCKET_VARIABLE)
    if shared is not None:
        return shared
    if config.stash.get(_SERVER_KEY, None) is None:
        config.stash[_SERVER_KEY] = _TestServer()
    return str(config.stash[_SERVER_KEY].socket_dir)


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before xdist's workers, so that they share it."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        os.environ[_SOCKET_VARIABLE] = _ensure_server(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    server = config.stash.get(_SERVER_KEY, None)
    if server is not None:
        os.environ.pop(_SOCKET_VARIABLE, None)
        server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder they lie in, and let those with a database verify instances."""
    root = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(root).parts[0]
        if folder in {"e2e", "conformance"}:
            item.add_marker(getattr(pytest.mark, folder))
        if folder in _DATABASE_FOLDERS and isinstance(item, pytest.Function):
            item.fixturenames.append("_instances_are_whole")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Point Django at the run's own server; pytest-django calls this before its first database."""
    from django.db import connections  # noqa: PLC0415 only after Django is set up

    socket_dir = _ensure_server(request.config)
    connections["default"].settings_dict.update(
        NAME=DATABASE, USER=ROLE, PASSWORD="", HOST=socket_dir, PORT=PORT
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Have tests that commit empty the database quickly; pytest-django has made it by now."""
    from django.test import TransactionTestCase  # noqa: PLC0415 only after Django is set up

    from tests.emptying import empty_all_tables  # noqa: PLC0415 the same

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_all_tables())
        yield


@pytest.fixture
def _instances_are_whole(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves an orphan, a gap or an instance in limbo."""
    uses_database = {"db", "transactional_db"} & set(request.fixturenames) or any(
        request.node.iter_markers("django_db")
    )
    if uses_database:
        request.getfixturevalue("_django_db_helper")
    yield
    if uses_database and importlib.util.find_spec("bpm.runtime.verify") is not None:
        from bpm.runtime.verify import find_problems  # noqa: PLC0415 may not exist yet

        findings = find_problems()
        assert findings == []
