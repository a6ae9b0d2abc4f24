"""What each call of a workload takes in the database, counted one by one."""

import json
from dataclasses import dataclass

from tests.bench.flows import BY_REST, WORKLOADS, Flow, Request
from tests.bench.measure import Database
from tests.bench.suite import Suite, SuiteError, call
from tests.bench.wire import Answer

_FIRST = 8
SAMPLE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigure:
    """Counters of a workload, for one instance.

    Args:
        statements: Statements of one call of each kind.
        kept_rows: Rows that an instance leaves behind, keys of idempotency not counted.
        wal_bytes: As PostgreSQL attributes them to statements.
    """

    statements: dict[str, float]
    kept_rows: float
    wal_bytes: float


def measure_calls(suite: Suite, token: str, database: Database) -> dict[str, CallFigure]:
    """Run a sample of each workload call by call, each with an idempotency key."""
    # What worker and scheduler ask the database meanwhile is not part of any call.
    with suite.paused("worker", "scheduler"):
        return {name: _measure(suite, token, database, name) for name in BY_REST}


def _measure(suite: Suite, token: str, database: Database, workload: str) -> CallFigure:
    make_flow = WORKLOADS[workload].flow_maker()
    # Each worker compiles a model, and reads what a person may do, once; no call pays for that.
    for number in range(_FIRST):
        first = _Sample(suite, token, make_flow(), f"{workload}-first-{number}")
        while first.goes_on():
            pass
    under_way = [_Sample(suite, token, make_flow(), f"{workload}-{n}") for n in range(SAMPLE)]
    counts: dict[str, list[float]] = {}
    begin = before = database.counters()
    while under_way:
        name = _name_of(under_way[0].request)
        # All of them make the same call, so that what it takes can be told from the others.
        under_way = [sample for sample in under_way if sample.goes_on()]
        after = database.counters()
        counts.setdefault(name, []).append(after.since(before).statements / SAMPLE)
        before = after
    counters = before.since(begin)
    return CallFigure(
        statements={name: sum(found) / len(found) for name, found in counts.items()},
        kept_rows=counters.kept_rows / SAMPLE,
        wal_bytes=counters.statement_wal_bytes / SAMPLE,
    )


def _name_of(request: Request) -> str:
    method, path, _ = request
    if method == "GET":
        return "find"
    verb = path.rpartition("/")[2]
    return verb if verb in {"complete", "evaluate"} else "start"


class _Sample:
    """One instance that is taken through its calls beside others."""

    def __init__(self, suite: Suite, token: str, flow: Flow, name: str) -> None:
        self._suite, self._token, self._flow, self._name = suite, token, flow, name
        self._calls = 0
        self.request = next(flow)

    def goes_on(self) -> bool:
        """Make the next call; return whether there is another one after it."""
        method, path, body = self.request
        self._calls += 1
        reply = call(
            self._suite,
            method,
            path,
            json.loads(body) if body else None,
            authorization=f"Bearer {self._token}",
            idempotency_key=f"{self._name}-{self._calls}" if body else None,
        )
        if reply.status not in {200, 201}:
            raise SuiteError(f"{method} {path}: {reply.status} {reply.content}")
        answer = Answer(status=reply.status, body=json.dumps(reply.content).encode(), closes=True)
        try:
            self.request = self._flow.send(answer)
        except StopIteration:
            return False
        return True
