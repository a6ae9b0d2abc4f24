"""What may not be exceeded, and what is aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Upper bounds of one workload; exceeding one fails the bench.

    Args:
        statements: SQL statements of each call, beside BEGIN and COMMIT, with authentication and
            idempotency key.
        rows: Rows that one instance leaves behind, keys of idempotency not counted; None where
            none is set.
    """

    statements: Mapping[str, int] = field(default_factory=dict)
    rows: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a workload should reach on two cores; reported as a ratio, never a failure.

    Args:
        cpu_ms: Web and database together.
        wal_bytes: Bytes of write-ahead log of one instance.
    """

    instances_per_second: float | None = None
    cpu_ms: float | None = None
    wal_bytes: int | None = None


BUDGETS = {
    "w1": Budget(statements={"start": 10}, rows=6),
    "w5": Budget(statements={"start": 15}),
    "w5s": Budget(statements={"start": 15}),
    "w6": Budget(statements={"start": 10, "complete": 12}, rows=9),
    "d10": Budget(statements={"evaluate": 3}, rows=1),
}

TARGETS = {
    "w1": Target(instances_per_second=500, cpu_ms=3.5, wal_bytes=4096),
    "w2": Target(instances_per_second=250),
    "w3": Target(instances_per_second=200),
    "w4": Target(instances_per_second=40),
    "w5": Target(instances_per_second=60),
    "w6": Target(instances_per_second=200, wal_bytes=6144),
    "d10": Target(instances_per_second=500),
}

DECISIONS_PER_SECOND = {10: 300_000.0, 1_000: 200_000.0}
JOBS_PER_SECOND = 250.0
TIMER_P99_SECONDS = 2.0
WEB_WORKER_MB = 150.0
JOB_WORKER_MB = 150.0
SUITE_MB = 700.0
