"""What happens once a transaction is safe: wake-ups and notifications, all of which may be lost."""

from collections.abc import Callable

from django.db import transaction


def after_commit(function: Callable[[], None]) -> None:
    """Run something when the running transaction has been committed.

    An error in ``function`` is logged and harms neither the caller nor the other functions:
    the rows are the truth, and a poller finds what nobody was woken for.
    """
    transaction.on_commit(function, robust=True)
