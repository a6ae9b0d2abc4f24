"""Sending wake-up calls through a broker that may be away."""

import time
from collections.abc import Callable

_SILENCE_SECONDS = 2.0


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
