"""Slow jobs run side by side on threads that stay only as long as there is work."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from bpm.jobs.contracts import LeasedJob
from bpm.jobs.slow_lane import THREAD_NAME, THREADS, SlowLane
from tests.waiting import wait_until


def _jobs(count: int) -> list[LeasedJob]:
    return [
        LeasedJob(
            id=uuid4(),
            tenant_id=uuid4(),
            process_instance_id=uuid4(),
            visit=1,
            activity_id="call",
            kind="service_call",
            due_at=datetime(2026, 1, 1, tzinfo=UTC),
            lease_token=uuid4(),
            retries_left=3,
            retry_delays=(),
            payload={},
        )
        for _ in range(count)
    ]


def _threads() -> int:
    return sum(thread.name == THREAD_NAME for thread in threading.enumerate())


def test_as_many_jobs_run_at_once_as_there_is_room_for() -> None:
    together = threading.Barrier(THREADS, timeout=10)
    ran: list[LeasedJob] = []

    def run(jobs: Sequence[LeasedJob]) -> None:
        together.wait()
        ran.extend(jobs)

    jobs = _jobs(THREADS)
    with SlowLane(run) as lane:
        lane.begin(jobs)

    assert {job.id for job in ran} == {job.id for job in jobs}
    assert lane.free == THREADS


def test_a_job_that_raises_leaves_its_thread_to_the_next() -> None:
    ran: list[LeasedJob] = []

    def run(jobs: Sequence[LeasedJob]) -> None:
        ran.extend(jobs)
        raise RuntimeError("This one is broken.")

    for job in _jobs(20):
        with SlowLane(run) as lane:
            lane.begin([job])

    assert len(ran) == 20
    assert _threads() <= THREADS


def test_threads_end_when_there_is_nothing_to_do() -> None:
    with SlowLane(lambda jobs: None) as lane:
        lane.begin(_jobs(THREADS))

    assert wait_until(lambda: _threads() == 0)
