"""Many rows at once for pages with long lists; copies of real ones, made in the database."""

from uuid import UUID

from tests.e2e.journeys import Database

# As old as its row says, and version 7 with its variant, so that ids sort by their time as ours do.
_NEW_ID = (
    "encode(set_byte(set_byte(decode(lpad(to_hex("
    "('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - number * 1000), 12, '0'),"
    " 'hex') || substring(sha256(convert_to(id::text || {salt} || number::text, 'UTF8'))"
    " FROM 1 FOR 10), 6, 112), 8, 128), 'hex')::uuid"
)
_COLUMNS = (
    "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
    " FROM information_schema.columns WHERE table_name = %s AND column_name <> ALL(%s)"
)


def copy_instances(database: Database, instance_id: str, count: int, prefix: str) -> None:
    """Copy an instance that has ended, with business keys such as ``CROWD-17``."""
    _copy(
        database,
        "process_instance",
        f"id = '{UUID(instance_id)}'",
        count,
        {
            "id": _NEW_ID.format(salt="''"),
            "root_instance_id": _NEW_ID.format(salt="''"),
            "business_key": f"'{prefix}-' || number",
            "started_at": "started_at - number * interval '1 second'",
        },
    )


def copy_held_tasks(database: Database, user_task_id: str, count: int, prefix: str) -> None:
    """Copy a task that somebody holds, with business keys such as ``CROWD-17``."""
    _copy(
        database,
        "user_task",
        f"id = '{UUID(user_task_id)}'",
        count,
        {
            "id": _NEW_ID.format(salt="''"),
            "visit": "visit + 1000 + number",
            "business_key": f"'{prefix}-' || number",
            "created_at": "created_at + number * interval '1 millisecond'",
        },
    )


def copy_incidents(database: Database, instance_id: str, groups: int, members: int) -> None:
    """Copy the open incident of an instance into groups of so many members each."""
    for group in range(groups):
        fingerprint = f"md5('{UUID(instance_id)}' || {group})"
        _copy(
            database,
            "incident",
            f"process_instance_id = '{UUID(instance_id)}' AND visit IS NOT NULL"
            " AND resolved_at IS NULL",
            members,
            {
                "id": _NEW_ID.format(salt=f"'{group}-'"),
                "visit": "NULL::integer",
                "fingerprint": fingerprint,
                "message": f"message || ' ({group})'",
                "created_at": "created_at - number * interval '1 second'",
            },
        )


def remove_copies(database: Database, prefix: str) -> None:
    """Remove all copies, so that other tests find what is theirs in short lists again."""
    database.execute(r"DELETE FROM incident WHERE visit IS NULL AND message ~ ' \(\d+\)$'")
    database.execute("DELETE FROM user_task WHERE business_key LIKE %s", [f"{prefix}-%"])
    database.execute("DELETE FROM process_instance WHERE business_key LIKE %s", [f"{prefix}-%"])


def _copy(database: Database, table: str, where: str, count: int, changed: dict[str, str]) -> None:
    row = database.execute(_COLUMNS, [table, list(changed)]).fetchone()
    assert row is not None
    database.execute(
        f"INSERT INTO {table} ({row[0]}, {', '.join(changed)})"  # noqa: S608
        f" SELECT {row[0]}, {', '.join(changed.values())}"
        f" FROM {table}, generate_series(1, {count}) AS number WHERE {where}"
    )
