"""What the panel of a timer shows: its next firings, or what is wrong with it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpm.base import clock
from tests.api.client import Tenants

NOW = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_a_known_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def preview(tenants: Tenants, kind: str, expression: str, **more: object) -> Any:
    body = {"kind": kind, "expression": expression, **more}
    told = tenants.admin.ok("POST", "/timers/preview", body)
    minutes = [firing.removesuffix(":00.000Z") for firing in told["firings"]]
    return {**told, "firings": minutes}


def test_a_repetition_keeps_the_hour_of_its_zone_when_the_clocks_change(tenants: Tenants) -> None:
    told = preview(tenants, "timeCycle", "R/2026-03-28T09:00:00/P1D", time_zone="Europe/Berlin")
    assert told == {
        "firings": [
            "2026-03-28T08:00",
            "2026-03-29T07:00",
            "2026-03-30T07:00",
            "2026-03-31T07:00",
            "2026-04-01T07:00",
        ],
        "has_more": True,
        "reads": [],
        "errors": [],
    }


@pytest.mark.parametrize(
    ("kind", "expression", "firings", "has_more"),
    [
        ("timeDate", "2026-05-01", ["2026-05-01T00:00"], False),
        ("timeDate", "2020-05-01T10:00:00+02:00", ["2020-05-01T08:00"], False),
        ("timeDuration", " PT90M ", ["2026-03-27T09:30"], False),
        ("timeDuration", "P1M", ["2026-04-27T08:00"], False),
        ("timeDuration", '= now() + duration("P2D")', ["2026-03-29T08:00"], False),
        ("timeCycle", "R2/PT1H", ["2026-03-27T09:00", "2026-03-27T10:00"], False),
        ("timeCycle", '=duration("P365D")', ["2027-03-27T08:00"], True),
    ],
)
def test_all_that_the_engine_reads_is_told(
    tenants: Tenants, kind: str, expression: str, firings: list[str], has_more: bool
) -> None:
    told = preview(tenants, kind, expression)
    assert told["errors"] == []
    assert told["firings"][: len(firings)] == firings
    assert told["has_more"] is has_more


def test_what_depends_on_variables_names_them(tenants: Tenants) -> None:
    told = preview(tenants, "timeDate", "=order.due + duration(delay)")
    assert (told["reads"], told["firings"], told["errors"]) == (["delay", "order"], [], [])


def test_an_expression_of_another_engine_waits_for_its_data_as_well(tenants: Tenants) -> None:
    told = preview(tenants, "timeDuration", "${delay}")
    assert (told["reads"], told["firings"], told["errors"]) == (["delay"], [], [])


@pytest.mark.parametrize(
    ("kind", "expression", "code", "part"),
    [
        ("timeDate", "tomorrow", "invalid_timer", "2030-05-01T09:00:00Z"),
        ("timeDate", "PT1H", "invalid_timer", "2030-05-01T09:00:00Z"),
        ("timeDuration", "2030-05-01", "invalid_timer", "PT1H"),
        ("timeDuration", "P9999999Y", "invalid_timer", "too far away"),
        ("timeDuration", "", "invalid_timer", "no time"),
        ("timeDuration", "=", "feel_syntax", ""),
        ("timeDuration", "delay", "invalid_timer", "PT1H"),
        ("timeDuration", '=duration("soon")', "invalid_timer", "nothing"),
        ("timeDuration", "=[1, 2]", "invalid_timer", "neither"),
        ("timeCycle", "R0/PT1H", "invalid_timer", "R/P1D"),
        ("timeCycle", "R/PT0S", "invalid_timer", "R/P1D"),
        ("timeCycle", "R/PT1H/2020-01-01T00:00:00Z", "invalid_timer", "over"),
        ("timeCycle", "=12", "invalid_timer", "repetition"),
        ("timeCycle", '="R/P9999Y"', "invalid_timer", "too far away"),
    ],
)
def test_what_would_not_fire_says_why(
    tenants: Tenants, kind: str, expression: str, code: str, part: str
) -> None:
    told = preview(tenants, kind, expression)
    (fault,) = told["errors"]
    assert (fault["code"], fault["pointer"]) == (code, "/expression")
    assert part in fault["detail"]
    assert told["firings"] == []


def test_a_time_zone_that_is_none_is_named(tenants: Tenants) -> None:
    (fault,) = preview(tenants, "timeDate", "2030-05-01", time_zone="Mars/Base")["errors"]
    assert (fault["code"], fault["pointer"]) == ("invalid_temporal", "/time_zone")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "timeDate"},
        {"kind": "weekly", "expression": "x"},
        {"kind": "timeDate", "expression": 1},
        {"kind": "timeDate", "expression": "x", "count": 100},
    ],
)
def test_a_request_that_is_none_is_refused(tenants: Tenants, body: object) -> None:
    assert tenants.admin("POST", "/timers/preview", body).status == 422
