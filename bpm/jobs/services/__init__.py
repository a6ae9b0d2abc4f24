"""Writing jobs: what commands and workers do with the queue, and what operators may do."""

from bpm.jobs.services.operators import run_job_now, set_job_due_at
from bpm.jobs.services.queue import (
    PROMOTED_AT_ONCE,
    acquire_jobs,
    acquire_or_none,
    add_jobs,
    cancel_jobs,
    cancel_jobs_at,
    extend_leases,
    finish_job,
    give_up_job,
    keep_outcome,
    promote_due,
    release_job,
    requeue_expired,
    restart_job,
    resume_jobs,
    retry_job,
    suspend_jobs,
)

__all__ = [
    "PROMOTED_AT_ONCE",
    "acquire_jobs",
    "acquire_or_none",
    "add_jobs",
    "cancel_jobs",
    "cancel_jobs_at",
    "extend_leases",
    "finish_job",
    "give_up_job",
    "keep_outcome",
    "promote_due",
    "release_job",
    "requeue_expired",
    "restart_job",
    "resume_jobs",
    "retry_job",
    "run_job_now",
    "set_job_due_at",
    "suspend_jobs",
]
