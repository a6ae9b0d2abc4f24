"""How processes that know each other only through the database see that the scheduler is there.

The scheduler holds an advisory lock on its own connection and asks something of the database at
every turn. PostgreSQL itself shows both, so being seen costs no row and no write, a killed
scheduler is gone at once, and of several schedulers one works while the others wait.
"""

from django.db import connection

_LOCK = 0x6B6F6E746F72  # "kontor"
_SEEN_SECONDS = 30


def try_become_scheduler() -> bool:
    """Take the place of the scheduler on this connection; return False where it is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return row is not None and bool(row[0])


def show_presence() -> None:
    """Let the scheduler's connection be seen at work.

    Raises:
        DatabaseError: The connection, and with it the place, is lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def is_scheduler_seen() -> bool:
    """Return whether a scheduler holds its place and did something of late."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_locks
                JOIN pg_stat_activity USING (pid)
                WHERE locktype = 'advisory' AND granted AND objsubid = 1
                  AND pg_locks.database =
                      (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND ((classid::bigint << 32) | objid::bigint) = %s
                  AND query_start > clock_timestamp() - make_interval(secs => %s)
            )
            """,
            [_LOCK, _SEEN_SECONDS],
        )
        row = cursor.fetchone()
    return row is not None and bool(row[0])
