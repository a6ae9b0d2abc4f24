"""Waiting for what happens elsewhere: the one place where a test lets time pass."""

import time
from collections.abc import Callable

_PAUSE_SECONDS = 0.02


def wait_until(condition: Callable[[], bool], *, seconds: float = 10.0) -> bool:
    """Wait until a condition holds; return whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True
