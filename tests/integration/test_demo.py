"""The past that the demo tells: whole, told once, and as if it had happened when it says."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from bpm.base import clock
from bpm.config.demo import telling
from bpm.config.demo.programme import Performance, performances
from bpm.config.demo.state import Past, read_past, write_past
from tests.integration.shipped import shipped_processes

PRESENT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
INSTANCES = "SELECT definition_key || ' ' || state FROM process_instance"
TASKS = """
SELECT CASE WHEN follow_up_at > %(now)s THEN 'put off'
            WHEN due_at < %(now)s THEN 'overdue'
            WHEN due_at < %(now)s + interval '14 hours' THEN 'due today' END
FROM user_task WHERE state = 'open'
"""


@pytest.fixture
def _shipped(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    with shipped_processes(settings, outbox=tmp_path):
        yield


def count(sql: str) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": PRESENT})
        return Counter(row[0] for row in cursor.fetchall())


def first_of_each(present: datetime) -> list[Performance]:
    """Return one performance of each kind: all of them would take four times as long."""
    return [item for item in performances(present) if item.opening.business_key.endswith("00")]


def test_the_demo_is_large_and_of_the_last_weeks() -> None:
    found = performances(PRESENT)

    assert len(found) >= 180
    assert len({item.opening.business_key for item in found}) == len(found)
    assert [item.opening.at for item in found] == sorted(item.opening.at for item in found)
    assert found[0].opening.at > PRESENT - timedelta(weeks=5)
    assert found[-1].opening.at < PRESENT
    assert performances(PRESENT) == found


@pytest.mark.usefixtures("_shipped")
def test_the_past_is_told_once_and_holds_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "performances", first_of_each)
    with clock.frozen(PRESENT):
        told = telling.tell_past()
        again = telling.tell_past()

    report = io.StringIO()
    call_command("verify_instances", stdout=report)
    assert "0 findings" in report.getvalue()
    assert (told > 40, again) == (True, 0)
    states = count(INSTANCES)
    for key in ("holiday-request", "invoice-approval", "employee-onboarding"):
        for state in ("active", "completed", "suspended"):
            assert states[f"{key} {state}"], (key, state)
    assert states["holiday-request cancelled"]
    assert states["loan-application completed"]
    assert set(count(TASKS)) == {"put off", "overdue", "due today", None}
    assert count("SELECT coalesce(owner, '-') FROM incident WHERE resolved_at IS NULL").keys() == {
        "operator",
        "-",
    }
    for table in ("task_comment", "task_draft", "start_draft"):
        assert count(f"SELECT 'x' FROM {table}")["x"], table  # noqa: S608 a name from above
    late = "SELECT state FROM job WHERE due_at < %(now)s AND state <> 'failed' AND NOT suspended"
    assert count(late) == Counter()
    future = "SELECT id::text FROM history_event WHERE at > %(now)s"
    assert count(future) == Counter()


@pytest.mark.parametrize("past", list(Past))
def test_what_was_decided_about_the_past_is_kept(tmp_path: Path, past: Past) -> None:
    assert read_past(tmp_path) is None

    write_past(tmp_path, past)

    assert read_past(tmp_path) is past
