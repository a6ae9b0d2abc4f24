"""What plain SQL statements are given, and how they are planned."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, cast
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

SqlParameters: TypeAlias = dict[str, Any]
"""Parameters by name: whatever psycopg can adapt, which no type of the stubs says in full."""

ArrayElement: TypeAlias = str | int | bool | UUID | datetime | None

# Without a limit, Django takes the order off a subquery.
_ALL = 2**31 - 1


def sql_array(elements: Iterable[ArrayElement]) -> str:
    """Return an array as PostgreSQL reads it from text; the statement casts it.

    Writing the text here costs a tenth of what psycopg spends on finding out what is in a list.
    """
    items = list(elements)
    kinds = set(map(type, items))
    # All are of one kind as a rule, and then they are written at one go.
    if kinds == {int}:
        return f"{{{','.join(map(str, items))}}}"
    if kinds == {UUID}:
        ids = cast("list[UUID]", items)
        return f"{{{','.join([id_.hex for id_ in ids])}}}"
    return f"{{{','.join(map(_element, items))}}}"


class Statement(NamedTuple):
    """A statement with its parameters by name."""

    sql: str
    parameters: SqlParameters


def execute_together(*statements: Statement) -> None:
    """Execute statements that change different rows as one, which costs less than one by one.

    None of them sees what another one has written. A parameter that has one name in two of them
    is the same. The last one may not begin with WITH.
    """
    parameters: SqlParameters = {}
    for statement in statements:
        for name, value in statement.parameters.items():
            if parameters.setdefault(name, value) != value:
                raise AssertionError(f"The parameter {name} has two values.")
    with connection.cursor() as cursor:
        cursor.execute(_together(tuple(statement.sql for statement in statements)), parameters)


@lru_cache(maxsize=100)
def _together(texts: tuple[str, ...]) -> str:
    *others, last = texts
    parts = ", ".join(f"part_{number} AS ({text})" for number, text in enumerate(others))
    return f"WITH {parts} {last}" if parts else last


def newest_instances(
    rows: QuerySet[Model], *, most: int = _ALL
) -> QuerySet[Model, dict[str, UUID]]:
    """Return a subquery of the process instances that rows belong to, each once, newest first.

    A list that asks for ``id IN`` this reads it from the beginning until its page is full. The
    planner cannot turn it round and walk through all instances to look for a row of each, which
    it would take to be shorter, because it does not know that the rows of few lie together.

    Args:
        rows: Each with a ``process_instance_id``.
        most: So many instances at most.
    """
    ids = rows.order_by("-process_instance_id").values("process_instance_id").distinct()
    return ids[:most]


@contextmanager
def planned_by_value() -> Iterator[None]:
    """Let the database plan each statement inside for the values that it is given.

    A plan that is kept for all values guesses what a range or a part of a text leaves: it reads
    half of a table where an index holds a hundred rows. Planning anew takes about a millisecond.
    """
    connection.ensure_connection()
    driver = connection.connection
    threshold, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = threshold


def _element(value: ArrayElement) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        # Quoted, nothing but these two has a meaning; NUL never gets as far as here.
        if "\\" in value or '"' in value:
            value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{value}"'
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    return str(value)
