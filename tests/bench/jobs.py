"""w9: service tasks from start to end, through the queue, the connector and back."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench.flows import WORKLOADS
from tests.bench.measure import Database
from tests.bench.passes import Meter, Spent, run_load
from tests.bench.suite import HOST, PROJECT, Suite, SuiteError

_LONGEST_SECONDS = 120.0
_KEY = WORKLOADS["w9"].key
_LEFT = "SELECT count(*) AS bench_left FROM job WHERE kind = 'service_call'"
_ENDED = """
    SELECT extract(epoch FROM ended_at - started_at)::float8 AS bench_latency
    FROM process_instance WHERE definition_key = %s AND ended_at IS NOT NULL
    ORDER BY started_at OFFSET %s
"""
_KNOWN = "SELECT count(*) AS bench_known FROM process_instance WHERE definition_key = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFigure:
    """One batch of service tasks.

    Args:
        latencies: From start to end of each instance, in seconds, in order.
        seconds: From when the first could begin until the last was committed.
        calls: How often the service was asked.
        keys: By how many jobs.
    """

    title: str
    latencies: Sequence[float]
    seconds: float
    spent: Spent
    calls: int
    keys: int


def measure_jobs(
    suite: Suite, token: str, database: Database, *, count: int
) -> Iterator[JobFigure]:
    """Run service tasks: first out of a full queue, then while instances are being started.

    Raises:
        SuiteError: A task was lost, or called more than once.
    """
    # Threads have connections and plans to make; that is not what is measured.
    _measure(suite, token, database, count // 4, is_queue_full=False)
    yield _measure(suite, token, database, count, is_queue_full=True)
    yield _measure(suite, token, database, count, is_queue_full=False)


def _measure(
    suite: Suite, token: str, database: Database, count: int, *, is_queue_full: bool
) -> JobFigure:
    # Not by their time: the clocks of suite and database differ by some milliseconds.
    ((known,),) = database.ask(_KNOWN, _KEY)
    with _service() as (variables, asked):
        meter = Meter(suite, database)
        with suite.paused("worker") if is_queue_full else contextlib.nullcontext():
            run_load(suite, token, "w9", _LONGEST_SECONDS, instances=count, variables=variables)
            if is_queue_full:
                meter = Meter(suite, database)
        _wait_until_done(database)
        spent = meter.spent()
    # What the service was asked is known once it has stopped.
    latencies = sorted(float(str(row[0])) for row in database.ask(_ENDED, _KEY, known))
    if not len(latencies) == asked["keys"] == asked["calls"] == count:
        raise SuiteError(f"Of {count} service tasks {len(latencies)} ended; calls: {asked}")
    return JobFigure(
        title="out of a full queue" if is_queue_full else "while instances are started",
        latencies=latencies,
        seconds=spent.seconds,
        spent=spent,
        calls=asked["calls"],
        keys=asked["keys"],
    )


def _wait_until_done(database: Database) -> None:
    deadline = time.monotonic() + _LONGEST_SECONDS
    while database.ask(_LEFT) != [(0,)]:
        if time.monotonic() > deadline:
            raise SuiteError("The service tasks did not end.")
        time.sleep(0.02)


@contextlib.contextmanager
def _service() -> Iterator[tuple[dict[str, object], dict[str, int]]]:
    """Yield the variables that lead to a service, and what it was asked, known at the end."""
    asked: dict[str, int] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.service"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdout is None:
            raise AssertionError("It was given a pipe.")
        port = process.stdout.readline().strip()
        try:
            yield {"url": f"http://{HOST}:{port}/pay"}, asked
        finally:
            out, _ = process.communicate("")
        asked |= json.loads(out)
