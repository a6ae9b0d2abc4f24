"""How a command runs: one durable transaction, tried again when the database asks for it."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

from django.db import DatabaseError, connection, transaction
from psycopg import errors as pg

from bpm.base import clock
from bpm.core.errors import UnavailableError

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

_ATTEMPTS = 4
_LONGEST_PAUSE_SECONDS = 0.05
_WORTH_ANOTHER_ATTEMPT = (pg.SerializationFailure, pg.DeadlockDetected)
_OUT_OF_TIME = (pg.LockNotAvailable, pg.QueryCanceled, pg.IdleInTransactionSessionTimeout)
_AWAY = (
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.TooManyConnections,
    # No room on its disk, no memory, a disk that fails, a replica that only reads.
    pg.DiskFull,
    pg.OutOfMemory,
    pg.IoError,
    pg.ReadOnlySqlTransaction,
)

_log = logging.getLogger(__name__)
_is_one: ContextVar[bool] = ContextVar("commands are one", default=False)


class DatabaseBusyError(UnavailableError):
    """The database took too long; try again in a moment."""

    code = "database_busy"


class DatabaseAwayError(UnavailableError):
    """The database cannot be reached, or cannot write; try again in a moment."""

    code = "database_away"


def command(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Make a function a command: all of it is stored, or nothing.

    A serialisation failure or a deadlock runs the whole function again, three times at most; so
    it must do nothing outside the database but ``after_commit``.

    Raises:
        DatabaseBusyError: A lock or a statement ran out of time.
        DatabaseAwayError: The connection broke, or the database has no room to write.
    """

    @wraps(function)
    def run(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        if _is_one.get():
            with transaction.atomic():
                return function(*args, **kwargs)
        follow_database_clock()
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with transaction.atomic(durable=True):
                    return function(*args, **kwargs)
            except DatabaseError as error:
                if attempt == _ATTEMPTS or not isinstance(error.__cause__, _WORTH_ANOTHER_ATTEMPT):
                    _raise_as_unavailable(error)
                _log.info("Attempt %d of %s met %s.", attempt, function.__name__, error.__cause__)
            # Two commands that collided should not collide again at once.
            time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS * attempt))  # noqa: S311 no secret
        raise AssertionError("The last attempt returns or raises.")

    return run


@contextmanager
def as_one() -> Iterator[None]:
    """Make all commands inside one: nobody meets their work before the last of them is done.

    For what tells a past that has never run, and must not be gone on with in the middle of it. A
    collision ends all of it; whoever calls may call again.
    """
    with transaction.atomic(durable=True):
        token = _is_one.set(True)
        try:
            yield
        finally:
            _is_one.reset(token)


def as_unavailable(error: DatabaseError) -> UnavailableError | None:
    """Return what a caller should hear where the database was too slow or away, else None."""
    cause = error.__cause__
    if isinstance(cause, _OUT_OF_TIME + _WORTH_ANOTHER_ATTEMPT):
        return DatabaseBusyError()
    if isinstance(cause, _AWAY) or (
        isinstance(cause, pg.OperationalError) and cause.sqlstate is None
    ):
        return DatabaseAwayError()
    return None


def _raise_as_unavailable(error: DatabaseError) -> NoReturn:
    """Raise what a caller should hear; an error that is our own fault goes on as it came."""
    unavailable = as_unavailable(error)
    if unavailable is None:
        raise error
    raise unavailable from error


def follow_database_clock() -> None:
    """Ask the database for its time every half minute, outside of any transaction.

    Every command does; what compares times before its first command calls this, or the clock of
    the machine counts, which may be wrong.

    Raises:
        DatabaseBusyError: It took too long to answer.
        DatabaseAwayError: It does not answer.
    """
    if not clock.is_stale() or connection.in_atomic_block:
        return
    try:
        asked_at = time.monotonic()
        told: object = None
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (told,) = cursor.fetchone() or (None,)
    except DatabaseError as error:
        _raise_as_unavailable(error)
    if isinstance(told, datetime):
        clock.synchronise(told, asked_at=asked_at, answered_at=time.monotonic())
