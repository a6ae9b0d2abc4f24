"""Other suites beside ours: the same client, the same models, in turn, in one run.

The programs are not part of this project: a folder holds the Java servers, the load client in Go
and the models in each dialect. They are built once, in ``var/bench-peers``.
"""

import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from typing_extensions import override

from bpm.config.embedded_postgres import DATABASE, PORT, ROLE, socket_directory
from bpm.config.processes.postgres import EmbeddedPostgres, PostgresLayout, binaries_directory
from tests.bench.passes import CONNECTIONS
from tests.bench.suite import PROJECT, Suite, SuiteError, deploy, make_token
from tests.running_suite import free_port

PRODUCTS = ("operaton", "camunda7", "flowable")
_TOOLS = ("java", "mvn", "go")
_WORKLOADS = ("w1", "w2", "w3", "w4", "w5", "w6")
_MODELS = "w[1-6]*.bpmn"
_PASSES = 2
_SECONDS, _WARM_UP_SECONDS = 5.0, 1.5
# A young JVM compiles what it runs most; two calls of these touch nearly all there is.
_JVM_WARM_UP = (("w6", 15.0), ("w1", 10.0))
_START_SECONDS = 90.0
_BUILD_SECONDS = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """One running product, as the load client is told of it."""

    name: str
    base: str
    environment: Mapping[str, str]
    server_pids: Sequence[int]
    database_pid: int
    database: str

    def arguments(self) -> list[str]:
        """Return what the load client needs to know."""
        pids = ",".join(map(str, self.server_pids))
        return [
            *("-product", self.name, "-base", self.base, "-server-pid", pids),
            *("-pg-pid", str(self.database_pid), "-pg", self.database),
        ]


def measure_peers(suite: Suite, folder: Path, products: Sequence[str]) -> Iterator[str]:
    """Yield lines that tell how others do beside ours, or why they were not run.

    Args:
        suite: Ours, running.
        folder: The programs.
        products: Which others.
    """
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing or not (folder / "rest_load").is_dir():
        what = ", ".join(missing) if missing else f"their programs ({folder})"
        yield f"\nOther suites were not run, because there is no {what} here."
        return
    build = _build(folder, products)
    yield "\nBeside others: instances/s of each pass, then of the last pass what an instance took"
    for product in products:
        with _peer(build, product) as peer:
            yield from _in_turn(build, [_our_server(suite, build), peer])


def _build(folder: Path, products: Sequence[str]) -> Path:
    build = PROJECT / "var" / "bench-peers"
    if not build.exists():
        shutil.copytree(folder, build)
        for path in (build, *build.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)
    if not (build / "rest_load" / "rest_load").exists():
        _run(["go", "build", "-o", "rest_load", "."], build / "rest_load")
    for product in products:
        home = build / "java-rest" / product
        if not (home / "target" / f"rest-{product}.jar").exists():
            _run(["mvn", "-q", "-B", "package"], home)
    return build


def _run(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> str:
    result = subprocess.run(  # noqa: S603 programs of the bench
        list(arguments),
        cwd=folder,
        env=None if environment is None else dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=_BUILD_SECONDS,
    )
    if result.returncode != 0:
        raise SuiteError(f"{' '.join(arguments)}: {result.stdout[-500:]}{result.stderr[-1000:]}")
    return result.stdout


def _our_server(suite: Suite, build: Path) -> _Server:
    roles, sockets = suite.roles(), socket_directory(suite.var_dir)
    models = sorted((build / "workloads" / "bpm").glob(_MODELS))
    deploy(suite, make_token(suite, "admin"), *(_for_clerks(build, model) for model in models))
    return _Server(
        name="ours",
        base=f"{suite.url}/api/v1",
        environment=_environment() | {"BPM_TOKEN": make_token(suite, "clerk")},
        server_pids=[*roles.web, *roles.worker, *roles.scheduler],
        database_pid=roles.database[0],
        database=f"host={sockets} port={PORT} user={ROLE} dbname={DATABASE}",
    )


def _for_clerks(build: Path, model: Path) -> Path:
    """Return a copy that clerks may start, who are asked for nothing more by the others."""
    told = "</bpmn:documentation>"
    may_start = (
        '<bpmn:extensionElements><bpm:process candidateStarterGroups="clerks" />'
        "</bpmn:extensionElements>"
    )
    copy = build / "ours" / model.name
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(model.read_text().replace(told, told + may_start, 1))
    return copy


def _environment() -> dict[str, str]:
    # The load client reads PostgreSQL's counters by psql.
    return {**os.environ, "PATH": f"{binaries_directory()}{os.pathsep}{os.environ['PATH']}"}


@contextlib.contextmanager
def _peer(build: Path, product: str) -> Iterator[_Server]:
    """Start a product on a database server of its own, set up as ours is, and warm it up."""
    home = build / "run" / product
    shutil.rmtree(home, ignore_errors=True)
    postgres = _OpenPostgres(home)
    postgres.prepare()
    postgres.start()
    try:
        postgres.make_database(product)
        with _java(build, product, postgres) as server:
            yield server
    finally:
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


class _OpenPostgres(EmbeddedPostgres):
    """Our database server, with a port for programs that know no other way in."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            PostgresLayout(
                data_dir=home / "postgres", socket_dir=home / "run", log_path=home / "postgres.log"
            )
        )
        self.port = free_port()

    def make_database(self, name: str) -> None:
        """Make an empty database with statistics of its statements."""
        with self._connect("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        with self._connect(name) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")

    @override
    def _write_access_rules(self, directory: Path) -> None:
        super()._write_access_rules(directory)
        with (directory / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 127.0.0.1/32 trust\n")

    @override
    def _arguments(self) -> list[str]:
        own = ("-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}")
        return [*super()._arguments(), *own]

    @override
    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=ROLE, dbname=database, autocommit=True
        )


@contextlib.contextmanager
def _java(build: Path, product: str, postgres: _OpenPostgres) -> Iterator[_Server]:
    if postgres.process is None:
        raise AssertionError("It was started.")
    port = free_port()
    path = "process-api" if product == "flowable" else "engine-rest"
    server_environment = _environment() | {
        "DB_URL": f"jdbc:postgresql://127.0.0.1:{postgres.port}/{product}",
        "DB_USER": ROLE,
        "PORT": str(port),
    }
    jar = build / "java-rest" / product / "target" / f"rest-{product}.jar"
    with (build / f"{product}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 a program of the bench
            [shutil.which("java") or "java", "-Xmx1g", "-jar", str(jar)],
            env=server_environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = _Server(
        name=product,
        base=f"http://127.0.0.1:{port}/{path}",
        environment=server_environment,
        server_pids=[process.pid],
        database_pid=postgres.process.pid,
        database=f"host=127.0.0.1 port={postgres.port} user={ROLE} dbname={product}",
    )
    try:
        _wait_until_it_answers(server, process)
        _deploy(build, server, "flowable" if product == "flowable" else "camunda7")
        for workload, seconds in _JVM_WARM_UP:
            _load(build, server, workload, seconds, warm_up=0)
        with psycopg.connect(server.database, autocommit=True) as connection:
            connection.execute("ANALYZE")
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait_until_it_answers(server: _Server, process: subprocess.Popen[bytes]) -> None:
    path = "/repository/deployments" if server.name == "flowable" else "/engine"
    deadline = time.monotonic() + _START_SECONDS
    while True:
        if _answers(server.base + path):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise SuiteError(f"{server.name} did not start; its log is in var/bench-peers.")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 this machine
            return True
    except OSError:
        return False


def _deploy(build: Path, server: _Server, dialect: str) -> None:
    models = sorted((build / "workloads" / dialect).glob(_MODELS))
    _client(build, server, "-deploy", *map(str, models))


def _client(build: Path, server: _Server, *arguments: str) -> str:
    folder = build / "rest_load"
    program = [str(folder / "rest_load"), *server.arguments(), *arguments]
    return _run(program, folder, server.environment)


def _load(
    build: Path, server: _Server, workload: str, seconds: float, *, warm_up: float
) -> dict[str, object]:
    options = {"-workload": workload, "-c": CONNECTIONS, "-s": seconds, "-w": warm_up}
    out = _client(build, server, *(str(part) for pair in options.items() for part in pair))
    found = json.loads(out)
    if not isinstance(found, dict) or found["errors"]:
        raise SuiteError(f"{server.name}, {workload}: {out}")
    return found


def _in_turn(build: Path, servers: Sequence[_Server]) -> Iterator[str]:
    for workload in _WORKLOADS:
        found: dict[str, list[dict[str, object]]] = {server.name: [] for server in servers}
        for _ in range(_PASSES):
            for server in servers:
                figure = _load(build, server, workload, _SECONDS, warm_up=_WARM_UP_SECONDS)
                found[server.name].append(figure)
        ours, theirs = (_rate(found[server.name]) for server in servers)
        for server in servers:
            yield f"  {workload} {server.name:<9} {_line(found[server.name])}"
        yield f"  {workload} ours : {servers[1].name} = {ours / theirs:.2f} (last pass)"


def _rate(figures: Sequence[Mapping[str, object]]) -> float:
    return float(str(figures[-1]["per_s"]))


def _line(figures: Sequence[Mapping[str, object]]) -> str:
    last = figures[-1]
    rates = [f"{_rate([figure]):.0f}" for figure in figures]
    cpu, sql, host = (_numbers(last[name]) for name in ("cpu_ms", "sql", "host"))
    return (
        f"{' / '.join(rates)}"
        f"   p50 {last['p50_ms']} p95 {last['p95_ms']} p99 {last['p99_ms']} ms"
        f"   CPU server {cpu['server']:.2f} database {cpu['pg']:.2f} ms"
        f"   statements {sql['statements']:.1f}"
        f"   rows +{sql['rows_ins']:.0f} ~{sql['rows_upd']:.0f} -{sql['rows_del']:.0f}"
        f"   log {sql['wal_bytes'] / 1000:.1f} kB"
        f"   others {host['other_cores'] + host['steal_cores']:.1f} cores"
    )


def _numbers(value: object) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise TypeError("The load client answers with objects of numbers.")
    return value
