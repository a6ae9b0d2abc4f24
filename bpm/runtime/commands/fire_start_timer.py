"""Begin an instance because a timer of its process is due."""

from bpm.base import clock
from bpm.base.transactions import command
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import starts


@command
def fire_start_timer(job: LeasedJob) -> None:
    """Order an instance and the timer's next firing, and finish the job.

    The instance begins by a job of its own, so that one which cannot begin keeps no other back.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it, or the process is suspended or has a newer version.
    """
    following = starts.fire(job, now=clock.now())
    if not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    if following:
        jobs.add_jobs(following)
        running.wake_after_commit()
