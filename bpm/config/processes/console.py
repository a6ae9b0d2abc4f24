"""What a person at the terminal reads while the suite starts, runs and stops."""

import sys
import time


def say(sentence: str) -> None:
    """Print one line for a person; nobody reading any more is no reason to stop."""
    try:
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        # The terminal or pipe is gone; var/log has the rest.
        return


class Step:
    """Tell that something began, and how long it took.

    ``with Step("Migrating the database"): …``
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = time.monotonic()
        say(f"  {self._doing} …")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            say(f"  {self._doing}: done in {time.monotonic() - self._began:.1f} s")
