"""Ids: UUIDs of version 7, so that they sort by the time at which they were made."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

_VERSION_AND_VARIANT = 7 << 76 | 2 << 62


def new_id() -> UUID:
    """Return a fresh id, later than all those made before it in this process."""
    return uuid7()


def first_id_at(moment: datetime) -> UUID:
    """Return the least id that can be made at a moment, to find by id what is older."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | _VERSION_AND_VARIANT)


def parse_id(text: str) -> UUID | None:
    """Return the id that a text stands for, or None where it is no id.

    Only the canonical form with hyphens counts, so that one thing has one address.
    """
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None
