"""What each call of a workload takes in the database, counted one by one."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.bench.load import FLOWS
from tests.bench.measure import Database, DatabaseCounters
from tests.bench.suite import Suite, SuiteError, call

SAMPLE = 60
_CALLS = {"w1": ("start",), "w6": ("start", "find", "complete")}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigure:
    """Counters of a workload, for one instance.

    Args:
        statements: Statements of each call.
        kept_rows: Rows that an instance leaves behind, keys of idempotency not counted.
        wal_bytes: As PostgreSQL attributes them to statements.
    """

    statements: dict[str, float]
    kept_rows: float
    written_rows: float
    wal_bytes: float


def measure_calls(suite: Suite, token: str, database: Database) -> dict[str, CallFigure]:
    """Run a sample of each workload call by call, each with an idempotency key."""
    # What worker and scheduler ask the database meanwhile is not part of any call.
    with suite.paused("worker", "scheduler"):
        return {name: _measure(suite, token, database, name) for name in _CALLS}


def _measure(suite: Suite, token: str, database: Database, workload: str) -> CallFigure:
    sample = _Sample(suite, token, FLOWS[workload][1])
    steps: dict[str, Callable[[], None]] = {
        "start": sample.start,
        "find": sample.find,
        "complete": sample.complete,
    }
    begin = database.counters()
    statements, before = {}, begin
    for name in _CALLS[workload]:
        steps[name]()
        after = database.counters()
        statements[name] = after.since(before).statements / SAMPLE
        before = after
    return _figure(statements, before.since(begin))


def _figure(statements: dict[str, float], counters: DatabaseCounters) -> CallFigure:
    return CallFigure(
        statements=statements,
        kept_rows=counters.kept_rows / SAMPLE,
        written_rows=counters.written_rows / SAMPLE,
        wal_bytes=counters.statement_wal_bytes / SAMPLE,
    )


class _Sample:
    """A number of instances that are taken through the calls together."""

    def __init__(self, suite: Suite, token: str, key: str) -> None:
        self._suite, self._token, self._key = suite, token, key
        self._instances: list[str] = []
        self._user_tasks: list[str] = []

    def start(self) -> None:
        for number in range(SAMPLE):
            content = self._call(
                "POST",
                "/api/v1/process-instances",
                {"definition_key": self._key},
                f"{self._key}-{number}",
            )
            self._instances.append(str(content["id"]))

    def find(self) -> None:
        for instance_id in self._instances:
            content = self._call("GET", f"/api/v1/user-tasks?process_instance_id={instance_id}")
            items = content["items"]
            if not isinstance(items, Iterable):
                raise SuiteError(json.dumps(content))
            self._user_tasks += [str(item["id"]) for item in items]

    def complete(self) -> None:
        for user_task_id in self._user_tasks:
            self._call("POST", f"/api/v1/user-tasks/{user_task_id}/complete", {}, user_task_id)

    def _call(
        self, method: str, path: str, body: object = None, key: str | None = None
    ) -> dict[str, object]:
        reply = call(
            self._suite,
            method,
            path,
            body,
            authorization=f"Bearer {self._token}",
            idempotency_key=key,
        )
        if reply.status not in {200, 201}:
            raise SuiteError(f"{method} {path}: {reply.status} {reply.content}")
        return reply.content
