"""The connection and its cursors; Django finds them by the name of this module."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from typing_extensions import override

from bpm.config.postgresql.driver import DRIVER


class DirectCursor(CursorWrapper):
    """Passes statements on at once where nobody wants to see them; errors become Django's.

    A short command spends as much time in Django's own layers as in the driver below them.
    """

    @override
    def execute(self, sql: Any, params: Sequence[Any] | Mapping[str, Any] | None = None) -> Any:
        """Run a statement, unless the transaction is broken already."""
        if self.db.execute_wrappers:
            return super().execute(sql, params)
        self.db.validate_no_broken_transaction()
        with self.db.wrap_database_errors:
            return self.cursor.execute(sql, params)

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        with self.db.wrap_database_errors:
            return self.cursor.fetchone()

    def fetchall(self) -> Any:
        """Return the rows that are left."""
        with self.db.wrap_database_errors:
            return self.cursor.fetchall()

    def close(self) -> None:
        """Give back what the cursor holds."""
        self.cursor.close()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose cursors are direct, unless its statements are logged."""

    Database = DRIVER

    @override
    def cursor(self) -> CursorWrapper:
        """Return a cursor, by the short way where a connection is there and nobody looks on."""
        if self.connection is None or self.queries_logged:
            return super().cursor()
        self.validate_thread_sharing()
        return DirectCursor(self.connection.cursor(), self)

    @override
    def make_cursor(self, cursor: Any) -> CursorWrapper:
        """Return a cursor around one of the driver's."""
        return DirectCursor(cursor, self)

    @override
    def commit(self) -> None:
        """Commit, and wait for each answer again."""
        with self._last_of_pipeline():
            super().commit()

    @override
    def rollback(self) -> None:
        """Undo the transaction, and wait for each answer again."""
        with self._last_of_pipeline():
            super().rollback()

    @contextmanager
    def _last_of_pipeline(self) -> Iterator[None]:
        driver = self.connection
        try:
            yield
        except BaseException as error:
            if driver is not None:
                driver.leave_pipeline(error)
            raise
        if driver is not None:
            driver.leave_pipeline()
