"""The scheduler's helper for files: a storage or a scanner that is slow holds up no due work."""

import logging
import threading
import time

from django.db import DatabaseError, connection

from bpm.config.sweeping import keep_files
from bpm.core.errors import UnavailableError

_TURN_SECONDS = 60.0
_SWEEP_SECONDS = 3600.0
_LOG = logging.getLogger(__name__)


class FileKeeper:
    """Looks after files every minute, in a thread of its own; one at a time.

    Whatever it does may be interrupted at any point and is finished by the next turn, so nobody
    waits for the thread when the scheduler ends.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._next_turn = 0.0
        self._next_sweep = 0.0

    def take_turn(self) -> None:
        """Start the next turn where it is due and the one before is over."""
        now = time.monotonic()
        is_busy = self._thread is not None and self._thread.is_alive()
        if is_busy or now < self._next_turn:
            return
        self._next_turn = now + _TURN_SECONDS
        with_sweep = now >= self._next_sweep
        if with_sweep:
            self._next_sweep = now + _SWEEP_SECONDS
        self._thread = threading.Thread(
            target=_keep, kwargs={"with_sweep": with_sweep}, name="files", daemon=True
        )
        self._thread.start()


def _keep(*, with_sweep: bool) -> None:
    try:
        keep_files(with_sweep=with_sweep)
    except (DatabaseError, UnavailableError):
        _LOG.exception("looking after files failed; trying again in a minute")
    finally:
        connection.close()
