"""The cursors of the suite's own database backend behave as Django's do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bpm.base.sql import planned_by_value
from bpm.config.postgresql.base import DirectCursor

pytestmark = pytest.mark.django_db


def test_cursors_are_direct_and_read_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM generate_series(1, %s) AS n", [3])
        first, rest = cursor.fetchone(), cursor.fetchall()

    assert isinstance(cursor, DirectCursor)
    assert (first, rest) == ((1,), [(2,), (3,)])


def test_faults_of_the_database_are_djangos() -> None:
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / %s", [0])


def test_reading_where_nothing_was_asked_is_an_error_of_djangos() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL application_name = 'kontor'")

        with pytest.raises(DatabaseError, match="didn't produce records"):
            cursor.fetchone()


def test_a_broken_transaction_runs_nothing_more() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)

        with (
            connection.cursor() as cursor,
            pytest.raises(transaction.TransactionManagementError),
        ):
            cursor.execute("SELECT 1")


def test_statements_are_logged_and_wrapped_where_somebody_asks() -> None:
    seen: list[str] = []

    def watch(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with connection.execute_wrapper(watch), connection.cursor() as cursor:
        cursor.execute("SELECT 2")

    assert [query["sql"] for query in captured.captured_queries] == ["SELECT 1"]
    assert seen == ["SELECT 2"]


def test_statements_are_planned_for_their_values_within_and_prepared_again_after() -> None:
    def prepared() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'bound'")
            (count,) = cursor.fetchone()
        return int(count)

    def ask() -> None:
        with connection.cursor() as cursor:
            for number in range(3):
                cursor.execute("SELECT %s AS bound", [number])

    with planned_by_value():
        ask()
        assert prepared() == 0
    ask()
    assert prepared() == 1
