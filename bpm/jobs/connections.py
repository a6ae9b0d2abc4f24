"""Connections that workers keep from job to job; a new one costs more than a job does."""

import threading
import time
from typing import Final

from django.db import connection

_TRUSTED_SECONDS: Final = 1.0


class _LastUse(threading.local):
    at: float = 0.0


_last_use = _LastUse()


def ensure_usable() -> None:
    """Drop this thread's connection where the database went away; Django then makes another.

    It is asked only after a silence or an error; in between, its answers are proof enough.
    """
    if connection.in_atomic_block:
        return
    connection.close_if_unusable_or_obsolete()
    silence = time.monotonic() - _last_use.at
    _last_use.at = time.monotonic()
    is_doubtful = connection.connection is not None and silence > _TRUSTED_SECONDS
    if is_doubtful and not connection.is_usable():
        connection.close()
