"""w11: timers that wait in great number: what they cost, and how late those are that fall due."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.flows import WORKLOADS
from tests.bench.measure import Database
from tests.bench.passes import Meter, Spent, run_load
from tests.bench.suite import Suite, SuiteError

_SPREAD, _SPREAD_SECONDS = 1000, 10
_BURST = 250
_LEAD_SECONDS = 3
_LONGEST_SECONDS = 90.0
_QUIET_SECONDS_PER_SECOND = 0.1
_CHECKED = 20

# One instance was started as any other is; the rest are copies of its rows under new ids.
_COPIED = ("process_instance", "activity_instance", "job", "history_event")
# Notifications read on in the history by themselves; what was copied into it is work, not rest.
_IS_ANYTHING_UNREAD = """
    SELECT true AS bench_unread FROM history_event, notification_cursor
    WHERE (history_event.xid, history_event.id) > (notification_cursor.xid::text::xid8, event_id)
    LIMIT 1
"""
_COLUMNS = """
    SELECT quote_ident(attname) AS bench_column FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
_DUE = """
    WITH bench_due AS (
      SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM job
      WHERE kind = 'timer' AND state = 'armed' ORDER BY id LIMIT %s
    )
    UPDATE job SET due_at = clock_timestamp() + make_interval(secs => %s + place * %s)
    FROM bench_due WHERE job.id = bench_due.id
    RETURNING process_instance_id, extract(epoch FROM due_at)
"""
_ENDED = """
    SELECT id, extract(epoch FROM ended_at) AS bench_ended FROM process_instance
    WHERE id = ANY(%s::uuid[]) AND ended_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatenessFigure:
    """How late timers were that fell due while many others waited; seconds, in order."""

    title: str
    lateness: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFigure:
    """What waiting timers cost.

    Args:
        idle: What worker, scheduler and database spent with nothing to do, by armed timers.
    """

    idle: dict[int, Spent]
    lateness: Sequence[LatenessFigure]


def measure_timers(
    suite: Suite, token: str, database: Database, *, armed: int, idle_seconds: float
) -> TimerFigure:
    """Measure the idle suite without and with armed timers, then let some of them fall due.

    Raises:
        SuiteError: A timer did not fire, or what it left is not consistent.
    """
    idle = {0: _measure_idle(suite, database, idle_seconds)}
    run_load(suite, token, "w11", _LONGEST_SECONDS, instances=1)
    _arm_copies(database, armed - 1)
    idle[armed] = _measure_idle(suite, database, idle_seconds)
    lateness = (
        _measure_lateness(
            suite,
            database,
            title=f"{_SPREAD} that fall due within {_SPREAD_SECONDS} s",
            count=_SPREAD,
            spread_seconds=_SPREAD_SECONDS,
        ),
        _measure_lateness(
            suite,
            database,
            title=f"{_BURST} that fall due at one instant",
            count=_BURST,
            spread_seconds=0,
        ),
    )
    return TimerFigure(idle=idle, lateness=lateness)


def _measure_idle(suite: Suite, database: Database, seconds: float) -> Spent:
    _wait_until_quiet(suite, database)
    meter = Meter(suite, database)
    time.sleep(seconds)
    return meter.spent()


def _wait_until_quiet(suite: Suite, database: Database) -> None:
    """Let vacuum, checkpoint and notifications pass, which follow what was written before."""
    database.ask("VACUUM (ANALYZE)")
    database.ask("CHECKPOINT")
    deadline = time.monotonic() + _LONGEST_SECONDS
    while True:
        meter = Meter(suite, database)
        time.sleep(1)
        spent = meter.spent()
        is_quiet = spent.database < _QUIET_SECONDS_PER_SECOND * spent.seconds
        if is_quiet and not database.ask(_IS_ANYTHING_UNREAD):
            return
        if time.monotonic() > deadline:
            raise SuiteError("The database does not come to rest.")


def _arm_copies(database: Database, count: int) -> None:
    ((template,),) = database.ask(
        "SELECT id AS bench_template FROM process_instance WHERE definition_key = %s"
        " AND ended_at IS NULL",
        WORKLOADS["w11"].key,
    )
    database.ask(
        "CREATE TEMPORARY TABLE bench_copy AS"
        " SELECT uuidv7() AS copy_id FROM generate_series(1, %s)",
        count,
    )
    for table in _COPIED:
        columns = [str(row[0]) for row in database.ask(_COLUMNS, table)]
        own = "id" if table == "process_instance" else "process_instance_id"
        values = {"id": "uuidv7()"} | dict.fromkeys(("root_instance_id", own), "copy_id")
        selected = ", ".join(values.get(column, column) for column in columns)
        database.ask(
            f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608 names from the catalogue
            f" SELECT {selected} FROM {table}, bench_copy WHERE {table}.{own} = %s",
            template,
        )
    database.ask("DROP TABLE bench_copy")


def _measure_lateness(
    suite: Suite, database: Database, *, title: str, count: int, spread_seconds: float
) -> LatenessFigure:
    due = _instants(database.ask(_DUE, count, _LEAD_SECONDS, spread_seconds / count))
    deadline = time.monotonic() + _LEAD_SECONDS + spread_seconds + _LONGEST_SECONDS
    ended: dict[str, float] = {}
    time.sleep(_LEAD_SECONDS + spread_seconds)
    while len(ended) < len(due):
        if time.monotonic() > deadline:
            raise SuiteError(f"Of {len(due)} timers only {len(ended)} fired.")
        time.sleep(0.5)
        ended = _instants(database.ask(_ENDED, list(due)))
    lateness = sorted(ended[id_] - at for id_, at in due.items())
    _verify(suite, list(due)[:_CHECKED])
    return LatenessFigure(title=title, lateness=lateness)


def _instants(rows: Sequence[tuple[object, ...]]) -> dict[str, float]:
    return {str(id_): float(str(at)) for id_, at in rows}


def _verify(suite: Suite, process_instance_ids: Sequence[str]) -> None:
    arguments = [part for id_ in process_instance_ids for part in ("--id", id_)]
    result = suite.manage("verify_instances", *arguments)
    if result.returncode != 0:
        raise SuiteError(f"What the timers left is not consistent: {result.stdout}{result.stderr}")
