"""What may not be exceeded, and what is aimed at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Upper bounds of one workload; exceeding one fails the bench.

    Args:
        statements: SQL statements of each call, beside BEGIN and COMMIT, with authentication and
            idempotency key.
        rows: Rows that one instance leaves behind, keys of idempotency not counted.
    """

    statements: dict[str, int]
    rows: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a workload should reach on two cores; reported as a ratio, never a failure.

    Args:
        cpu_ms: Web and database together; None where no target is set.
        wal_bytes: Bytes of write-ahead log of one instance.
    """

    instances_per_second: float
    cpu_ms: float | None
    wal_bytes: int


BUDGETS = {
    "w1": Budget(statements={"start": 10}, rows=6),
    "w6": Budget(statements={"start": 10, "complete": 12}, rows=9),
}

TARGETS = {
    "w1": Target(instances_per_second=500, cpu_ms=3.5, wal_bytes=4096),
    "w6": Target(instances_per_second=200, cpu_ms=None, wal_bytes=6144),
}
