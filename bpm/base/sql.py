"""The type of what plain SQL statements are given."""

from typing import Any, TypeAlias

SqlParameters: TypeAlias = dict[str, Any]
"""Parameters by name: whatever psycopg can adapt, which no type of the stubs says in full."""
