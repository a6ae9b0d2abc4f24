"""How working on a job can fail."""

from bpm.core.errors import ConflictError, InvalidInputError, NotFoundError, SuspendedError


class JobLostError(ConflictError):
    """The job's lease went to another worker, or the job is gone."""

    code = "job_lost"


class JobNotFoundError(NotFoundError):
    """There is no such job for you; a finished job leaves none."""

    code = "job_not_found"


class JobRunningError(ConflictError):
    """A worker is busy with the job."""

    code = "job_running"


class JobOutOfRetriesError(ConflictError):
    """The job has failed and waits for a person to retry it."""

    code = "job_out_of_retries"


class JobNotFailedError(ConflictError):
    """The job has not failed."""

    code = "job_not_failed"


class JobSuspendedError(SuspendedError):
    """The job is suspended with its process instance."""

    code = "job_suspended"


class JobChangedError(ConflictError):
    """The job changed at the same moment."""

    code = "job_changed"


class InvalidDueDateError(InvalidInputError):
    """The due date cannot be kept."""

    code = "invalid_due_date"
