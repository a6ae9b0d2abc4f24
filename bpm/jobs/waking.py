"""Sending wake-up calls through a broker that may be away."""

import threading
import time
from collections.abc import Callable

_SILENCE_SECONDS = 2.0
_GATHERING_SECONDS = 0.05


class WakeUpCall:
    """Wakes the workers; after a call that failed, none is tried for a moment.

    A broker that takes its time to refuse would slow down every command otherwise. Nothing is
    lost: the poller finds what nobody was told of.

    Args:
        send: Sends one call, or raises.
    """

    def __init__(self, send: Callable[[], object]) -> None:
        self._send = send
        self._silent_until = 0.0

    def __call__(self) -> None:
        """Send a call, unless the last one failed a moment ago."""
        if time.monotonic() < self._silent_until:
            return
        try:
            self._send()
        except Exception:
            self._silent_until = time.monotonic() + _SILENCE_SECONDS
            raise


class GatheredCalls:
    """Makes of many calls within a moment one at its beginning and one at its end.

    Whatever happened before a call is followed by one that is made, so nobody sleeps on; a call
    costs more than what it tells of otherwise.

    Args:
        call: Makes one call; raises nothing.
    """

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._lock = threading.Lock()
        self._quiet_until = 0.0
        self._is_one_due = False

    def __call__(self) -> None:
        """Make a call now, or at the end of the moment."""
        with self._lock:
            if self._is_one_due:
                return
            wait = self._quiet_until - time.monotonic()
            self._is_one_due = wait > 0
            if not self._is_one_due:
                self._quiet_until = time.monotonic() + _GATHERING_SECONDS
        if wait <= 0:
            self._call()
            return
        timer = threading.Timer(wait, self._end)
        timer.daemon = True
        timer.start()

    def _end(self) -> None:
        with self._lock:
            self._is_one_due = False
            self._quiet_until = time.monotonic() + _GATHERING_SECONDS
        self._call()
