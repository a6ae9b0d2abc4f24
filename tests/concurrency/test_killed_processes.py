"""A small storm in the ordinary test run; ``make chaos`` runs the large one."""

from tests.chaos.storm import run_storm


def test_killed_processes_lose_nothing_and_double_nothing() -> None:
    report = run_storm(instances=60, kills=4)

    assert report.faults == []
    assert len(report.killed) >= 4
    assert report.repeated > 0
