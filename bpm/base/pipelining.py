"""Statements that are sent together and answered together, up to the commit itself.

Each answer that is waited for costs two processes a change of context, which is as much as a small
statement itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def pipelined(*, until_commit: bool = False) -> Iterator[None]:
    """Send the statements within without waiting for each; errors show at the end at latest.

    Args:
        until_commit: Send them together with the commit, and let their errors be those of the
            commit. For the last thing that a command does: what statements have counted is not
            known before.
    """
    connection.ensure_connection()
    driver = connection.connection
    if driver.is_in_pipeline:
        yield
        return
    with connection.wrap_database_errors:
        try:
            driver.enter_pipeline()
            yield
        except BaseException as error:
            driver.leave_pipeline(error)
            raise
        # A transaction around this one goes on, and wants to know what was counted.
        is_last = connection.in_atomic_block and not connection.savepoint_ids
        if not (until_commit and is_last):
            driver.leave_pipeline()
