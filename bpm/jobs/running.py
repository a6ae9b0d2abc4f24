"""How a worker runs jobs: lease, heartbeat, handler, and what a failure leads to."""

import logging
import math
import os
import random
import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

from bpm.base import clock
from bpm.base.after_commit import after_commit
from bpm.base.log_context import new_log_context
from bpm.base.transactions import follow_database_clock
from bpm.core.errors import UnavailableError
from bpm.jobs import queries, services
from bpm.jobs.contracts import FailedAttempt, JobHandler, LeasedJob, Waker
from bpm.jobs.errors import JobLostError
from bpm.jobs.slow_lane import SlowLane
from bpm.jobs.waking import GatheredCalls

BATCH = 10
_LONGEST_PAUSE_MS = 5_000
_MOST_BATCHES = 50
_LONGEST_SHARE_SECONDS = 20
_MOST_WOKEN = 4

_log = logging.getLogger(__name__)


class _Registry:
    """Who handles which kind of job, and who wakes workers; filled when Django starts."""

    def __init__(self) -> None:
        self.handlers: dict[str, JobHandler] = {}
        self.slow_kinds: set[str] = set()
        self.waker: Waker | None = None
        self.gathered: GatheredCalls | None = None


_registry = _Registry()


def register_handlers(
    handlers: Mapping[str, JobHandler], *, slow_kinds: Collection[str] = ()
) -> None:
    """Say which handler runs which kind of job.

    Args:
        handlers: By kind.
        slow_kinds: Jobs that wait for the outside; they run beside the others, who would be late
            behind them.
    """
    _registry.handlers.update(handlers)
    queries.know_kinds(handlers)
    _registry.slow_kinds |= set(slow_kinds)


def register_waker(waker: Waker) -> None:
    """Say how workers are told that something is ready."""
    _registry.waker = waker
    _registry.gathered = GatheredCalls(lambda: _wake(waker))


def wake_after_commit() -> None:
    """Tell the workers once the running transaction is safe; losing that costs only time."""
    if _registry.gathered is not None:
        after_commit(_registry.gathered)


def lease_time() -> timedelta:
    """Return for how long a worker may keep a job without a sign of life."""
    return timedelta(seconds=settings.BPM_JOB_LEASE_SECONDS)


def run_ready_jobs() -> int:
    """Run jobs until none is ready, or a fair share is done; return how many were run."""
    slow = tuple(sorted(_registry.slow_kinds))
    quick = tuple(sorted(_registry.handlers.keys() - _registry.slow_kinds))
    batches = done = 0
    deadline = time.monotonic() + _LONGEST_SHARE_SECONDS
    with SlowLane(run_batch) as lane:
        while batches < _MOST_BATCHES and time.monotonic() < deadline:
            # A job that runs alone has this whole process to itself, or its deaths were others'.
            jobs = _acquire(quick, BATCH, lone_kinds=(*quick, *slow) if lane.is_idle else ())
            if jobs:
                run_batch(jobs)
            room = lane.free
            outside = _acquire(slow, room) if room else ()
            lane.begin(outside)
            done += len(jobs) + len(outside)
            # Fewer than there was room for: nothing else is ready, so those under way come first.
            if jobs or (room and len(outside) == room):
                batches += 1
            elif not lane.wait():
                return done
    if _registry.waker is not None:
        _wake(_registry.waker)
    return done


def _acquire(
    kinds: Sequence[str], limit: int, *, lone_kinds: Sequence[str] = ()
) -> Sequence[LeasedJob]:
    return services.acquire_or_none(
        kinds=kinds,
        worker=worker_name(),
        limit=limit,
        lease=lease_time(),
        lone_kinds=lone_kinds,
    )


def run_batch(jobs: Sequence[LeasedJob]) -> None:
    """Run leased jobs one after the other, while a heartbeat keeps their lease."""
    with _heartbeat(jobs[0].lease_token):
        for job in jobs:
            with new_log_context(job_id=job.id, process_instance_id=job.process_instance_id):
                _run(job)


def poll() -> int:
    """Find what no wake-up told: due jobs, lost leases, lost messages; return how many."""
    follow_database_clock()
    now = clock.now()
    found = services.requeue_expired(now=now)
    for _ in range(_MOST_BATCHES):
        promoted = services.promote_due(now=now)
        found += promoted
        if promoted < services.PROMOTED_AT_ONCE:
            break
    _put_aside_doomed_jobs()
    if _registry.waker is not None:
        ready = queries.count_ready_jobs(limit=_MOST_WOKEN * BATCH)
        for _ in range(math.ceil(ready / BATCH)):
            _wake(_registry.waker)
    return found


def worker_name() -> str:
    """Return the name under which this process leases jobs."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _run(job: LeasedJob) -> None:
    handler = _registry.handlers[job.kind]
    try:
        handler.execute(job)
    except JobLostError:
        _log.info("Job %s went to another worker or is gone.", job.id)
    except (UnavailableError, DatabaseError) as error:
        _release(job, reason=str(error))
    except Exception as error:  # noqa: BLE001 whatever a handler raises is a failed attempt
        _log.warning("Job %s failed.", job.id, exc_info=True)
        handler.fail(job, FailedAttempt(message=str(error) or type(error).__name__))


def _release(job: LeasedJob, *, reason: str) -> None:
    # A busy or absent database is nobody's fault: no retry is used up.
    pause = timedelta(milliseconds=random.randint(500, _LONGEST_PAUSE_MS))  # noqa: S311 no secret
    try:
        services.release_job(
            job.id, lease_token=job.lease_token, due_at=clock.now() + pause, reason=reason
        )
    except (UnavailableError, DatabaseError):
        _log.warning("Job %s waits until its lease runs out.", job.id, exc_info=True)


def _put_aside_doomed_jobs() -> None:
    kinds = tuple(_registry.handlers)
    while doomed := services.acquire_or_none(
        kinds=kinds, worker=worker_name(), limit=1, lease=lease_time(), is_doomed=True
    ):
        for job in doomed:
            failure = FailedAttempt(
                message="The worker died each time it ran this job alone.", permanent=True
            )
            _registry.handlers[job.kind].fail(job, failure)


def _wake(waker: Waker) -> None:
    try:
        waker()
    except Exception:  # noqa: BLE001 any broker may fail in any way, and the poller finds the job
        _log.warning("The workers could not be woken.", exc_info=True)


@contextmanager
def _heartbeat(lease_token: UUID) -> Iterator[None]:
    stop = threading.Event()
    beat = threading.Thread(
        target=_beat, args=(lease_token, stop), name="job-heartbeat", daemon=True
    )
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()


def _beat(lease_token: UUID, stop: threading.Event) -> None:
    lease = lease_time()
    try:
        while not stop.wait(lease.total_seconds() / 3):
            if not services.extend_leases(lease_token, lease=lease):
                return
    except (UnavailableError, DatabaseError):
        _log.warning("A lease could not be extended.", exc_info=True)
    finally:
        connection.close()
