"""Every search and list holds its limits: pages of at most 500, filters of bounded size."""

import time
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.instances import deploy, start
from tests.api.test_openapi import ENDPOINTS
from tests.builders import END, START, chain, user_task

pytestmark = pytest.mark.django_db

SEARCHES = sorted(
    address.removeprefix("/api/v1")
    for address, _ in ENDPOINTS
    if address.endswith("/search") and "<" not in address
)
LISTS = sorted(address.removesuffix("/search") for address in SEARCHES)
LONGEST_SECONDS = 2.0
"""Of this process, so that a busy machine proves nothing."""
LONG = "x" * 100_000


def deep(levels: int) -> dict[str, Any]:
    """Return a filter of alternatives within alternatives."""
    filter_: dict[str, Any] = {"id": LONG[:10]}
    for _ in range(levels):
        filter_ = {"$or": [filter_]}
    return filter_


HOSTILE: dict[str, dict[str, Any]] = {
    "too many at once": {"page": {"limit": 501}},
    "none": {"page": {"limit": 0}},
    "fewer than none": {"page": {"limit": -1}},
    "a limit beyond every number": {"page": {"limit": 10**40}},
    "a limit that is none": {"page": {"limit": "all"}},
    "a cursor that nobody gave": {"page": {"cursor": "bm9ib2R5"}},
    "a long cursor": {"page": {"cursor": LONG}},
    "very many alternatives": {"filter": {"$or": [{"id": "x"}] * 10_000}},
    "alternatives within alternatives": {"filter": deep(90)},
    "an unknown order": {"sort": [{"field": LONG, "order": "asc"}]},
    "very many orders": {"sort": [{"field": "id", "order": "asc"}] * 10_000},
    "very many names": {"filter": {f"name{number}": 1 for number in range(10_000)}},
}


@pytest.mark.parametrize("path", SEARCHES)
def test_what_is_too_much_for_a_search_is_refused(admin: Api, path: str) -> None:
    for name, body in HOSTILE.items():
        begun = time.process_time()

        answer = admin("POST", path, body)

        assert answer.status in {400, 422}, (name, answer.status, answer.raw[:300])
        assert answer.json["errors"], name
        assert len(answer.raw) < 1_000_000, name
        assert time.process_time() - begun < LONGEST_SECONDS, name


@pytest.mark.parametrize("path", SEARCHES)
def test_what_is_only_long_is_held_or_refused(admin: Api, path: str) -> None:
    for body in (
        {"filter": {"id": {"$in": ["x"] * 50_000}}},
        {"filter": {"name": {"$like": "%_" * 50_000}}},
        {"filter": {"text": LONG}},
    ):
        begun = time.process_time()

        answer = admin("POST", path, body)

        assert answer.status in {200, 400, 422}, (answer.status, answer.raw[:300])
        assert time.process_time() - begun < LONGEST_SECONDS


@pytest.mark.parametrize("path", LISTS)
def test_a_list_answers_pages_only(admin: Api, path: str) -> None:
    key = deploy(admin, chain(START, user_task("check"), END))
    for _ in range(3):
        start(admin, key)

    for limit in ("501", "0", "-1", "all", "9" * 40):
        answer = admin("GET", f"{path}?limit={limit}")
        assert answer.status == 422, (limit, answer.raw)
    page = admin.ok("GET", f"{path}?limit=1")
    assert len(page["items"]) <= 1
    everything = admin.ok("GET", path)["items"]
    if len(everything) > 1:
        assert page["page"]["next_cursor"]
