"""One pass of load against the suite, and what it cost whom."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tests.bench.load import LoadPlan, LoadResult
from tests.bench.measure import Database, DatabaseCounters, busy_seconds, processor_seconds
from tests.bench.suite import HOST, PROJECT, Suite

CONNECTIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a stretch of time cost; processor time in seconds.

    Args:
        worker: Job worker and scheduler.
        others: Everything on the machine that is not the suite, the load client included.
    """

    seconds: float
    web: float
    worker: float
    database: float
    others: float
    counters: DatabaseCounters


class Meter:
    """Reads what the suite has spent from now on."""

    def __init__(self, suite: Suite, database: Database) -> None:
        self._roles, self._database = suite.roles(), database
        # Counting takes the database some time, which must not count.
        self._counters = database.counters()
        self._times = self._read_times()

    def spent(self) -> Spent:
        """Return what was spent since the meter was made."""
        times = self._read_times()
        seconds, busy, web, worker, server = (
            now - then for now, then in zip(times, self._times, strict=True)
        )
        return Spent(
            seconds=seconds,
            web=web,
            worker=worker,
            database=server,
            others=busy - web - worker - server,
            counters=self._database.counters().since(self._counters),
        )

    def _read_times(self) -> tuple[float, ...]:
        roles = self._roles
        return (
            time.perf_counter(),
            busy_seconds(),
            processor_seconds(roles.web),
            processor_seconds([*roles.worker, *roles.scheduler]),
            processor_seconds(roles.database),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFigure:
    """One pass of a workload over REST."""

    workload: str
    result: LoadResult
    spent: Spent

    @property
    def instances(self) -> int:
        """Return how many instances were run."""
        return len(self.result.latencies)


def measure_pass(
    suite: Suite, token: str, database: Database, workload: str, seconds: float
) -> LoadFigure:
    """Run a workload for some seconds and say what that cost."""
    meter = Meter(suite, database)
    result = run_load(suite, token, workload, seconds)
    return LoadFigure(workload=workload, result=result, spent=meter.spent())


def run_load(
    suite: Suite,
    token: str,
    workload: str,
    seconds: float,
    *,
    instances: int | None = None,
    variables: Mapping[str, object] | None = None,
) -> LoadResult:
    """Run a workload by a load client of its own."""
    plan = LoadPlan(
        host=HOST,
        port=suite.port,
        token=token,
        workload=workload,
        connections=CONNECTIONS,
        seconds=seconds,
        instances=instances,
        variables=variables,
    )
    client = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=PROJECT,
        input=json.dumps(asdict(plan)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return LoadResult(**json.loads(client.stdout))
