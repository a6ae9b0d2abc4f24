"""How working on a job can fail."""

from bpm.core.errors import ConflictError


class JobLostError(ConflictError):
    """The job's lease went to another worker, or the job is gone."""

    code = "job_lost"
