"""The one clock of the suite: local monotonic time, held to the database's time of day."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_SYNCHRONISE_EVERY_SECONDS = 30.0


class _Clock:
    """A reading of the database's time and the monotonic instant at which it was taken."""

    def __init__(self) -> None:
        self.frozen_at: datetime | None = None
        self._reading: datetime | None = None
        self._read_at = 0.0

    def now(self) -> datetime:
        """Return the present instant, not rounded."""
        if self.frozen_at is not None:
            return self.frozen_at
        if self._reading is None:
            return datetime.now(UTC)
        return self._reading + timedelta(seconds=time.monotonic() - self._read_at)

    def is_stale(self) -> bool:
        """Return whether the database should be asked again."""
        if self.frozen_at is not None:
            return False
        age = time.monotonic() - self._read_at
        return self._reading is None or age > _SYNCHRONISE_EVERY_SECONDS

    def set_reading(self, reading: datetime, *, read_at: float) -> None:
        """Take over a time that the database told."""
        self._reading, self._read_at = reading, read_at


_clock = _Clock()


def now() -> datetime:
    """Return the present instant.

    Returns:
        Aware UTC, in whole milliseconds, so that every store and every answer keeps it exactly.
    """
    instant = _clock.now()
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def is_stale() -> bool:
    """Return whether the clock wants to hear the database's time again."""
    return _clock.is_stale()


def synchronise(database_time: datetime, *, asked_at: float, answered_at: float) -> None:
    """Follow the database's clock from now on.

    Args:
        database_time: What the database called now; aware.
        asked_at: Monotonic seconds when it was asked.
        answered_at: Monotonic seconds when the answer was there; the middle is taken.
    """
    _clock.set_reading(database_time.astimezone(UTC), read_at=(asked_at + answered_at) / 2)


def as_utc(instant: datetime) -> datetime | None:
    """Return an instant in UTC, or None where it has no offset or falls out of the calendar."""
    if instant.tzinfo is None:
        return None
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return None


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Let the clock stand at an instant, for tests; may be nested to travel."""
    before, _clock.frozen_at = _clock.frozen_at, at.astimezone(UTC)
    try:
        yield
    finally:
        _clock.frozen_at = before
