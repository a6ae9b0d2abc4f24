"""The connection and its cursors; Django finds them by the name of this module."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DatabaseError
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from psycopg import Rollback
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
        """Return a cursor, by the short way where nobody looks on."""
        if self.queries_logged:
            return super().cursor()
        self.ensure_connection()
        self.validate_thread_sharing()
        with self.wrap_database_errors:
            return DirectCursor(self.connection.cursor(), self)

    @override
    def make_cursor(self, cursor: Any) -> CursorWrapper:
        """Return a cursor around one of the driver's."""
        return DirectCursor(cursor, self)

    @override
    def commit(self) -> None:
        """Commit, and wait for each answer again."""
        try:
            super().commit()
        except DatabaseError as error:
            self._leave_pipeline(error)
            raise
        except BaseException:
            # Nobody knows what has become of it, so that nothing more can be done with it.
            self.close()
            raise
        self._leave_pipeline(None)

    @override
    def rollback(self) -> None:
        """Undo the transaction, and wait for each answer again."""
        # What was kept goes wrong for nobody any more.
        self._leave_pipeline(Rollback())
        super().rollback()

    def _leave_pipeline(self, error: BaseException | None) -> None:
        if self.connection is not None:
            with self.wrap_database_errors:
                self.connection.leave_pipeline(error)
