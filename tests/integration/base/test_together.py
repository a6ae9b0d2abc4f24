"""Statements that are executed as one."""

import pytest
from django.db import connection

from bpm.base.sql import Statement, execute_together

pytestmark = pytest.mark.django_db

INSERT = "INSERT INTO together VALUES (%(n)s, %({})s)"


@pytest.fixture(autouse=True)
def table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE together (n int, text text) ON COMMIT DROP")


def stored() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, text FROM together ORDER BY text")
        return list(cursor.fetchall())


def test_each_of_them_is_executed_and_what_has_one_name_is_one() -> None:
    execute_together(
        Statement(INSERT.format("first"), {"n": 1, "first": "a"}),
        Statement("DELETE FROM together WHERE n = %(n)s", {"n": 1}),
        Statement(INSERT.format("second"), {"n": 1, "second": "b"}),
    )

    # None sees what another one writes, so the first is not deleted.
    assert stored() == [(1, "a"), (1, "b")]


def test_one_alone_is_executed_as_it_is() -> None:
    execute_together(Statement(INSERT.format("text"), {"n": 1, "text": "a"}))

    assert stored() == [(1, "a")]


def test_one_name_for_two_values_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="text has two values"):
        execute_together(
            Statement(INSERT.format("text"), {"n": 1, "text": "a"}),
            Statement(INSERT.format("text"), {"n": 1, "text": "b"}),
        )
