"""What a run costs: processor time of process trees, and what PostgreSQL counted."""

from collections.abc import Iterable
from dataclasses import dataclass

import psutil
import psycopg

# The bench's own statements, transaction control and set-up are not part of any call.
_STATEMENTS = """
    SELECT COALESCE(sum(calls), 0)::bigint,
           COALESCE(sum(wal_bytes), 0)::bigint,
           COALESCE(sum(total_exec_time + total_plan_time), 0)::float8
    FROM pg_stat_statements(true)
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND query !~* '^\\s*(begin|commit|rollback|savepoint|release|set |reset |discard|show )'
      AND query !~ 'pg_stat_statements|pg_stat_user_tables|pg_wal_lsn_diff|^SELECT .SELECT count'
      AND query !~ 'bench_'
"""
_COMMITS = """
    SELECT COALESCE(sum(calls), 0)::bigint FROM pg_stat_statements(true)
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND query ~* '^\\s*commit'
"""
_TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(relname)
    FROM pg_stat_user_tables
    WHERE relname NOT LIKE '%idempotency%' ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseCounters:
    """What PostgreSQL did up to one instant.

    Args:
        statements: Statements without transaction control.
        kept_rows: Rows there are in all tables, keys of idempotency left out.
        statement_ms: Time that the server spent inside statements.
    """

    statements: int
    statement_wal_bytes: int
    statement_ms: float
    commits: int
    wal_position: int
    kept_rows: int

    def since(self, before: "DatabaseCounters") -> "DatabaseCounters":
        """Return what happened after ``before``."""
        return DatabaseCounters(
            statements=self.statements - before.statements,
            statement_wal_bytes=self.statement_wal_bytes - before.statement_wal_bytes,
            statement_ms=self.statement_ms - before.statement_ms,
            commits=self.commits - before.commits,
            wal_position=self.wal_position - before.wal_position,
            kept_rows=self.kept_rows - before.kept_rows,
        )


class Database:
    """The bench's own connection to the suite's database."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._connection = connection
        self._connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def counters(self) -> DatabaseCounters:
        """Read all counters."""
        statements, wal, milliseconds = self._row(_STATEMENTS)
        (commits,) = self._row(_COMMITS)
        (position,) = self._row("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
        return DatabaseCounters(
            statements=int(statements),
            statement_wal_bytes=int(wal),
            statement_ms=float(milliseconds),
            commits=int(commits),
            wal_position=int(position),
            kept_rows=self._count_rows(),
        )

    def analyze(self) -> None:
        """Let the planner know that the tables are no longer empty."""
        self._connection.execute("ANALYZE")

    def top_statements(self, limit: int) -> list[tuple[int, float, str]]:
        """Return calls, milliseconds and text of the statements that took longest in all."""
        found = self._connection.execute(
            "SELECT calls, total_exec_time + total_plan_time, query FROM pg_stat_statements(true)"
            " WHERE query NOT LIKE '%%pg_stat_statements%%' ORDER BY 2 DESC LIMIT %s",
            [limit],
        )
        return [
            (int(str(calls)), float(str(milliseconds)), " ".join(str(text).split()))
            for calls, milliseconds, text in found
        ]

    def ask(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """Run a statement of the bench's own; a name in it begins with ``bench_``."""
        found = self._connection.execute(query.encode(), parameters or None)
        return found.fetchall() if found.description else []

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _row(self, query: str) -> tuple[float, ...]:
        found = self._connection.execute(query.encode()).fetchone()
        if found is None:
            raise AssertionError(query)
        return tuple(float(str(value)) for value in found)

    def _count_rows(self) -> int:
        tables = [str(row[0]) for row in self._connection.execute(_TABLES)]
        counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)  # noqa: S608 names from the catalogue, quoted there
        return int(self._row(f"SELECT {counts}")[0])


def processor_seconds(roots: Iterable[int]) -> float:
    """Return the processor time of process trees so far, ended children included."""
    total = 0.0
    for root in roots:
        for process in _tree(root):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
    return total


def busy_seconds() -> float:
    """Return the processor time that the whole machine has spent on anything so far."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def proportional_megabytes(roots: Iterable[int], *, is_tree: bool = True) -> list[float]:
    """Return the memory of some processes and, unless told otherwise, their children.

    Largest first.

    Pages that several processes share are counted in equal parts, so that all processes together
    come to what the machine has given them.
    """
    found = []
    for root in roots:
        for process in _tree(root)[: None if is_tree else 1]:
            try:
                found.append(process.memory_full_info().pss / 1e6)
            except psutil.NoSuchProcess:
                continue
    return sorted(found, reverse=True)


def _tree(root: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
