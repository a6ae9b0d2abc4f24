"""A storm on the way to the database: slow, silent, cut, while clients go on."""

import contextlib
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path

from bpm.config.embedded_postgres import DATABASE, PORT, ROLE, socket_directory
from bpm.config.processes.postgres import EmbeddedPostgres, PostgresLayout
from tests.bench.suite import PROJECT, Suite, SuiteError, call, deploy, make_token
from tests.chaos.clients import run_clients
from tests.chaos.evidence import find_faults, wait_until_drained
from tests.chaos.network import HOST, Network
from tests.chaos.storm import EXPECTED, MODEL, StormReport, find_broken_promises

# There and back, so a start takes a second or two.
_SLOW_SECONDS = 0.1
_CLIENTS = 8
_PASSWORD = "Correct-horse-7"


def run_network_storm(*, instances: int, seconds: float) -> StormReport:
    """Run a suite behind a network with three faults, one after the other, and compare.

    Args:
        instances: How many clients start and complete.
        seconds: How long each fault lasts.
    """
    keys = [f"C-{number}" for number in range(1, instances + 1)]
    with _suite_behind_network() as (suite, network):
        token = _make_clerk(suite)
        weather = _Weather(network, seconds=seconds, total=instances)
        began = time.monotonic()
        notes = run_clients(suite, token, keys, clients=_CLIENTS, progress=weather.progress)
        weather.join()
        elapsed = time.monotonic() - began
        drain_seconds = wait_until_drained(suite, EXPECTED.key)
        return StormReport(
            instances=instances,
            seconds=elapsed,
            drain_seconds=drain_seconds,
            killed=weather.told,
            repeated=notes.repeated,
            faults=[*find_broken_promises(suite, notes, keys), *find_faults(suite, EXPECTED)],
        )


def _make_clerk(suite: Suite) -> str:
    """Return the token of a clerk; demo accounts are only where the database is the suite's own."""
    admin = make_token(suite, "admin", _PASSWORD)
    clerk = {"username": "clerk", "password": _PASSWORD, "groups": ["clerks"]}
    for path, body in (("groups", {"name": "clerks"}), ("users", clerk)):
        reply = call(suite, "POST", f"/api/v1/{path}", body, authorization=f"Bearer {admin}")
        if reply.status != HTTPStatus.CREATED:
            raise SuiteError(f"{path}: {reply.status} {reply.content}")
    deploy(suite, admin, MODEL)
    return make_token(suite, "clerk", _PASSWORD)


class _Weather:
    """Counts finished instances, and begins a fault at each quarter of them."""

    def __init__(self, network: Network, *, seconds: float, total: int) -> None:
        faults: Sequence[tuple[str, Callable[[], contextlib.AbstractContextManager[None]]]] = (
            ("slow", lambda: network.slow(_SLOW_SECONDS)),
            ("silent", network.silent),
            ("cut", network.cut),
        )
        self._marks = {total * (place + 1) // 4: fault for place, fault in enumerate(faults)}
        self._seconds = seconds
        self._finished = 0
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.told: list[str] = []

    def progress(self) -> None:
        """Note one finished instance."""
        with self._lock:
            self._finished += 1
            fault = self._marks.pop(self._finished, None)
            if fault is not None:
                thread = threading.Thread(target=self._last, args=fault)
                self._threads.append(thread)
                thread.start()

    def join(self) -> None:
        """Wait until the sky is clear."""
        for thread in self._threads:
            thread.join()

    def _last(
        self, name: str, fault: Callable[[], contextlib.AbstractContextManager[None]]
    ) -> None:
        with self._one_at_a_time, fault():
            self.told.append(f"{name} for {self._seconds:g} s")
            threading.Event().wait(self._seconds)


@contextlib.contextmanager
def _suite_behind_network() -> Iterator[tuple[Suite, Network]]:
    """Yield a suite whose database is not its own, and the network between them."""
    (PROJECT / "var").mkdir(mode=0o700, exist_ok=True)
    var_dir = Path(tempfile.mkdtemp(prefix="bench-", dir=PROJECT / "var"))
    # Where the suite's own would be: the evidence is looked at past the network.
    server = EmbeddedPostgres(
        PostgresLayout(
            data_dir=var_dir / "postgres",
            socket_dir=socket_directory(var_dir),
            log_path=var_dir / "log" / "postgresql.log",
        )
    )
    server.prepare()
    server.start()
    try:
        with Network(socket_directory(var_dir) / f".s.PGSQL.{PORT}") as network:
            address = f"postgresql://{ROLE}@{HOST}:{network.port}/{DATABASE}"
            settings = {
                "BPM_WEB_WORKERS": "2",
                "BPM_ADMIN_PASSWORD": _PASSWORD,
                "BPM_BASIC_AUTH": "true",
                "DATABASE_URL": address,
            }
            suite = Suite(var_dir=var_dir, settings=settings)
            try:
                suite.start()
                yield suite, network
            finally:
                if suite.process is not None and suite.process.poll() is None:
                    suite.stop()
    finally:
        server.stop()
        shutil.rmtree(var_dir, ignore_errors=True)
