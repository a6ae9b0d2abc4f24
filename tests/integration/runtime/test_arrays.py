"""Arrays written as text mean what they say to PostgreSQL."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings, strategies as st

from bpm.base.sql import ArrayElement, sql_array
from tests.unit.core.values.strategies import texts

pytestmark = pytest.mark.django_db


def read(elements: list[ArrayElement], kind: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [sql_array(elements)])
        found: list[object] = cursor.fetchone()[0]
        return found


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.none() | texts | st.sampled_from(["NULL", "null", "", '"', "\\", "{a,b}"])))
def test_texts_come_back(db: None, elements: list[ArrayElement]) -> None:
    assert read(elements, "text") == elements


@pytest.mark.parametrize(
    ("elements", "kind"),
    [
        ([1, None, -2], "int"),
        ([UUID(int=7), None], "uuid"),
        ([True, False, None], "bool"),
        ([datetime(2026, 5, 1, 8, 0, 0, 123000, tzinfo=UTC), None], "timestamptz"),
        ([], "text"),
    ],
)
def test_other_kinds_come_back(elements: list[ArrayElement], kind: str) -> None:
    assert read(elements, kind) == elements
