"""What plain SQL statements are given."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

SqlParameters: TypeAlias = dict[str, Any]
"""Parameters by name: whatever psycopg can adapt, which no type of the stubs says in full."""

ArrayElement: TypeAlias = str | int | bool | UUID | datetime | None


def sql_array(elements: Iterable[ArrayElement]) -> str:
    """Return an array as PostgreSQL reads it from text; the statement casts it.

    Writing the text here costs a tenth of what psycopg spends on finding out what is in a list.
    """
    return f"{{{','.join(map(_element, elements))}}}"


def _element(value: ArrayElement) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        # Quoted, nothing but these two has a meaning; NUL never gets as far as here.
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    return str(value)
