"""The suite starts, mends itself, stops without a trace, and says what is wrong."""

import contextlib
import http.client
import re
import signal
import socket
import stat
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.builders import END, START, chain, model, script
from tests.rest_client import RestClient
from tests.running_suite import STOP_SECONDS, RunningSuite
from tests.waiting import wait_until

MEND_SECONDS = 60.0
SECOND_START_SECONDS = 10.0


def find(suite: RunningSuite, marker: str) -> list[psutil.Process]:
    """Return the processes of the suite whose name or command line holds a text, oldest first."""
    found = []
    for process in suite.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.name().startswith(marker) or marker in " ".join(process.cmdline()):
                found.append((process.create_time(), process.pid, process))
    return [process for _, _, process in sorted(found)]


def refusal_of(suite: RunningSuite) -> str:
    """Start a suite that must refuse to; return the one sentence it says why."""
    process = suite.launch()
    output = process.communicate(timeout=30)[0]
    assert process.returncode != 0
    assert "Traceback" not in output
    assert "Kontor did not start." in output.splitlines()
    assert suite.processes() == []
    return [line for line in output.splitlines() if line != "Kontor did not start."][-1]


def test_a_start_is_ready_and_its_data_are_readable_by_the_owner_only(suite: RunningSuite) -> None:
    for name in ("config.programs", "web", "worker-1", "scheduler", "postgres -D"):
        assert find(suite, name), name
    assert stat.S_IMODE(suite.var_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((suite.var_dir / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE((suite.var_dir / "secret_key").stat().st_mode) == 0o600
    for log in (suite.var_dir / "log").glob("*.log"):
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_sigterm_stops_everything_in_time_and_leaves_no_process(suite: RunningSuite) -> None:
    assert len(suite.processes()) > 5
    began = time.monotonic()

    status = suite.stop()

    assert status == 0
    assert time.monotonic() - began < STOP_SECONDS
    assert suite.processes() == []
    assert "Kontor has stopped." in suite.output()


def test_a_second_start_is_ready_within_ten_seconds(suite: RunningSuite) -> None:
    suite.stop()
    began = time.monotonic()

    suite.start()

    # A busy machine must not decide: on two idle processors the work takes half its own time.
    elapsed = time.monotonic() - began
    assert min(elapsed, processor_seconds(suite) / 2) < SECOND_START_SECONDS


def processor_seconds(suite: RunningSuite) -> float:
    """Return the processor time that all processes of the suite have taken since the start."""
    assert suite.process is not None
    supervisor = psutil.Process(suite.process.pid)
    ended = supervisor.cpu_times()
    running = [child.cpu_times() for child in supervisor.children(recursive=True)]
    return sum(
        (times.user + times.system for times in [ended, *running]),
        start=ended.children_user + ended.children_system,
    )


def test_a_killed_supervisor_leaves_no_process_and_the_next_start_recovers(
    suite: RunningSuite,
) -> None:
    assert suite.process is not None
    with suite.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        connection.execute("INSERT INTO kept VALUES (1)")

    suite.process.kill()
    suite.process.communicate()

    is_empty = wait_until(lambda: suite.processes() == [], seconds=6 * STOP_SECONDS)
    assert is_empty, [process.cmdline() for process in suite.processes()]
    suite.start()
    with suite.connect() as connection:
        assert connection.execute("SELECT count(*) > 0 FROM kept").fetchone() == (True,)


def test_starting_right_after_a_kill_needs_no_patience(suite: RunningSuite) -> None:
    assert suite.process is not None
    suite.process.kill()
    suite.process.communicate()

    suite.start()

    assert suite.is_ready()


@pytest.mark.parametrize(
    "marker", ["config.programs", "web", "worker-", "scheduler", "postgres -D"]
)
def test_a_killed_program_comes_back(suite: RunningSuite, marker: str) -> None:
    victim = find(suite, marker)[0]
    with_it = [victim, *victim.children(recursive=True)]

    victim.send_signal(signal.SIGKILL)

    # What it started may finish what it is at, and answer meanwhile.
    assert wait_until(lambda: not set(with_it) & set(suite.processes()), seconds=20)
    assert wait_until(lambda: find(suite, marker) != [] and suite.is_ready(), seconds=MEND_SECONDS)
    assert victim not in find(suite, marker)


def test_a_killed_web_worker_comes_back(suite: RunningSuite) -> None:
    master = find(suite, "web")[0]
    before = {child.pid for child in master.children()}
    assert len(before) == 2

    psutil.Process(min(before)).kill()

    assert wait_until(
        lambda: len({c.pid for c in master.children()} - before) == 1, seconds=MEND_SECONDS
    )
    assert suite.is_ready()


def test_jobs_run_while_a_job_worker_that_waited_is_killed(suite: RunningSuite) -> None:
    api = RestClient(suite.url, username="admin")
    step = script("add", "1 + 1", "two", extensions='<bpm:async before="true"/>')
    resource = {"name": "async.bpmn", "content": model("async", chain(START, step, END))}
    deployed = api.post("/deployments", {"name": "async", "resources": [resource]})
    assert deployed.status == 201, deployed.json
    victim = find(suite, "worker-")[0]

    victim.kill()

    started = api.post("/process-instances", {"definition_key": "async"}).json
    path = f"/process-instances/{started['id']}"
    assert wait_until(lambda: api.get(path).json["state"] == "completed", seconds=MEND_SECONDS)


def test_connections_that_say_nothing_hold_up_nobody(suite: RunningSuite) -> None:
    with contextlib.ExitStack() as silent:
        for _ in range(20):
            silent.enter_context(socket.create_connection(("127.0.0.1", suite.port)))
        for _ in range(20):
            with urllib.request.urlopen(  # noqa: S310  # an address of our own
                f"{suite.url}/health/ready", timeout=20
            ) as answer:
                assert answer.status == 200


def test_more_kept_connections_than_threads_are_all_answered(suite: RunningSuite) -> None:
    with contextlib.ExitStack() as kept:
        connections = [
            kept.enter_context(
                contextlib.closing(http.client.HTTPConnection("127.0.0.1", suite.port, timeout=20))
            )
            for _ in range(20)
        ]
        answers = []
        for _ in range(3):
            for connection in connections:
                connection.request("GET", "/health/live")
            for connection in connections:
                with connection.getresponse() as answer:
                    answers.append((answer.status, answer.read(), connection.sock is not None))

    assert len(answers) == 60
    assert {(status, is_kept) for status, _, is_kept in answers} == {(200, True)}


def test_starting_twice_names_the_one_that_runs(suite: RunningSuite) -> None:
    assert suite.process is not None
    second = RunningSuite(var_dir=suite.var_dir)

    process = second.launch()
    output = process.communicate(timeout=30)[0]

    assert process.returncode == 1
    assert f"Kontor already runs at {suite.url} (process {suite.process.pid})" in output
    assert "BPM_VAR_DIR" in output
    assert "Traceback" not in output
    assert suite.is_ready()


def test_a_busy_port_is_named_with_another_one(suite: RunningSuite, tmp_path: Path) -> None:
    second = RunningSuite(var_dir=tmp_path / "var", settings={"BPM_PORT": str(suite.port)})

    sentence = refusal_of(second)

    assert sentence == (
        f"Port {suite.port} is in use by another program: stop that, or choose another port, for "
        f"example `BPM_PORT={suite.port + 1} make run`."
    )


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"BPM_PORT": "http"}, r"The setting BPM_PORT is 'http', but must be a whole number"),
        ({"DATABASE_URL": "oracle://x"}, r"The setting DATABASE_URL must begin with postgresql://"),
        ({"BPM_HOST": "192.0.2.1"}, r"The setting BPM_HOST is '192.0.2.1', which is no address"),
        (
            {"DATABASE_URL": "postgresql://kontor:hidden@127.0.0.1:1/kontor"},
            r"The database of DATABASE_URL cannot be used: (?!.*hidden).*refused.*prepare\.log",
        ),
        (
            {"BPM_VAR_DIR": "/proc/kontor/var"},
            r"The setting BPM_VAR_DIR is '/proc/kontor/var', where no folder can be made",
        ),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: dict[str, str], expected: str) -> None:
    assert re.match(expected, refusal_of(RunningSuite(var_dir=tmp_path / "var", settings=settings)))


def test_data_of_another_postgresql_version_are_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "var" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")

    sentence = refusal_of(RunningSuite(var_dir=tmp_path / "var"))

    assert "was made by PostgreSQL 17, this release brings PostgreSQL 18" in sentence
    assert "pg_dump" in sentence
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")

    sentence = refusal_of(RunningSuite(var_dir=tmp_path / "var"))

    assert str(tmp_path / "var") in sentence
