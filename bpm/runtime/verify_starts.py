"""Holds the timers that begin instances against their jobs."""

from collections.abc import Iterator

from bpm.definitions.queries import find_wrong_owners, list_start_timers
from bpm.jobs import queries as jobs
from bpm.runtime.contracts import Finding
from bpm.runtime.job_kinds import START_TIMER


def find_wrong_starts() -> Iterator[Finding]:
    """Find timers without a job and jobs without a timer, and what the wrong version owns.

    A finding names the subscription, or the version, in the place of an instance.
    """
    armed = {job.process_instance_id: job for job in jobs.list_jobs_of_kinds({START_TIMER})}
    timers = {timer.id: timer for timer in list_start_timers()}
    for id_ in sorted(timers.keys() - armed.keys()):
        yield Finding(process_instance_id=id_, kind="missing_job", detail="A start timer has none.")
    for id_ in sorted(armed.keys() - timers.keys()):
        yield Finding(process_instance_id=id_, kind="orphan_job", detail="Its start timer is gone.")
    for id_ in sorted(armed.keys() & timers.keys()):
        if armed[id_].suspended != timers[id_].is_suspended:
            detail = "The job of a start timer differs from its process."
            yield Finding(process_instance_id=id_, kind="wrong_suspension", detail=detail)
    for id_, detail in find_wrong_owners():
        yield Finding(process_instance_id=id_, kind="wrong_owner", detail=detail)
