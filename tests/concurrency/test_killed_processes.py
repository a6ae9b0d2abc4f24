"""Small storms in the ordinary test run; ``make chaos`` runs the large ones."""

from tests.chaos.call_storm import find_wrong_effects, run_call_storm
from tests.chaos.storm import run_storm


def test_killed_processes_lose_nothing_and_double_nothing() -> None:
    report = run_storm(instances=60, kills=4)

    assert report.faults == []
    assert len(report.killed) >= 4
    assert report.repeated > 0


def test_workers_killed_in_the_middle_of_calls_lose_none_and_repeat_them_under_their_key() -> None:
    report = run_call_storm(jobs=30, kills=2, lease_seconds=5)

    assert report.faults == []
    assert len(report.killed) == 2
    assert report.under_way > 0
    assert report.effects >= 30


def test_the_evidence_of_calls_names_each_kind_of_fault() -> None:
    def call(instance: str, key: str | None) -> dict[str, object]:
        return {"instance": instance, "element": "pay", "idem": key}

    seen = [call("A", "1"), call("A", "2"), call("B", "3"), call("X", "3")]

    found = find_wrong_effects(seen, ["A", "B", "C"], under_way=0)

    assert len(found) == 5
    assert find_wrong_effects([call("A", "1"), call("A", "1")], ["A"], under_way=1) == []
    assert find_wrong_effects([call("A", None)], ["A"], under_way=0) != []
