"""Let several people do something at the same moment, each on a connection of his own."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from bpm.core.errors import BpmError

Attempt = Callable[[], object]


def race(attempts: Sequence[Attempt]) -> list[str]:
    """Run all attempts at once.

    Returns:
        For each, in order: ``ok``, or the code of the error that it met. An error that is none of
        the suite's is raised: no race may end in one.
    """
    barrier = threading.Barrier(len(attempts))

    def run(attempt: Attempt) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            attempt()
        except BpmError as error:
            return error.code
        else:
            return "ok"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def tally(outcomes: Sequence[str]) -> dict[str, int]:
    """Return how often each outcome came."""
    return dict(Counter(outcomes))
