"""What every command shares that begins an instance at once: where, which row, which key."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError
from psycopg.errors import UniqueViolation

from bpm.base.ids import new_id
from bpm.core.errors import Problem
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.definitions.start_types import Start
from bpm.identity.contracts import Actor
from bpm.runtime.errors import BusinessKeyInUseError, InvalidStartError
from bpm.runtime.rows import Instance

_UNIQUE_KEYS = frozenset({"business_key_unique_active", "business_key_unique_forever"})


def refuse(pointer: str, detail: str) -> InvalidStartError:
    """Return the error of a start that cannot be made as it is asked for."""
    problem = Problem(code=InvalidStartError.code, detail=detail, pointer=pointer)
    return InvalidStartError(detail, problems=[problem])


def check_start_event(executable: Executable, start_at: str | None) -> None:
    """Refuse a start where the process has no such start event, or does not say which it means.

    Args:
        executable: What is to be started.
        start_at: Id of a start event; None for the one that the process has.

    Raises:
        InvalidStartError: The process cannot be started so.
    """
    info = executable.process.info
    known = [start.id for start in info.starts if start.is_event]
    named = ", ".join(repr(id_) for id_ in known)
    if start_at is not None and start_at not in known:
        has = f"has these start events: {named}" if known else "has no start event; leave this out"
        raise refuse("/start_at", f"The process {executable.key!r} {has}.")
    if start_at is None and info.starts and info.start_event_id is None:
        detail = (
            f"The process {executable.key!r} can begin at {named}; say at which."
            if known
            else f"Only messages and other events begin the process {executable.key!r}."
        )
        raise refuse("/start_at", detail)


def may_begin(start: Start, actor: Actor) -> bool:
    """Return whether an actor may begin what an event begins."""
    return definitions.may_start(actor, definitions.get_executable_by_id(start.definition_id))


def new_instance(
    executable: Executable, actor: Actor, *, business_key: str | None, now: datetime
) -> Instance:
    """Return the row of an instance that an actor begins."""
    instance_id = new_id()
    return Instance(
        id=instance_id,
        tenant_id=executable.tenant_id,
        root_instance_id=instance_id,
        parent_id=None,
        definition_id=executable.id,
        definition_key=executable.key,
        business_key=business_key,
        started_at=now,
        started_by=actor.username,
    )


@contextmanager
def business_key_guarded(business_key: str | None) -> Iterator[None]:
    """Tell a business key that is taken from other faults of the database.

    Raises:
        BusinessKeyInUseError: The process wants business keys to be unique.
    """
    try:
        yield
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, UniqueViolation) and cause.diag.constraint_name in _UNIQUE_KEYS:
            raise BusinessKeyInUseError(
                f"Another process instance has the business key {business_key!r}."
            ) from error
        raise
