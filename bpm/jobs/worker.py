"""Celery entry points of the job queue; either may run twice or not at all."""

from celery import shared_task

from bpm.jobs import running
from bpm.jobs.connections import ensure_usable


@shared_task(name="jobs.execute_jobs")
def execute_jobs() -> int:
    """Run what is ready."""
    ensure_usable()
    return running.run_ready_jobs()


@shared_task(name="jobs.poll_jobs")
def poll_jobs() -> int:
    """Find what no wake-up told."""
    return running.poll()
