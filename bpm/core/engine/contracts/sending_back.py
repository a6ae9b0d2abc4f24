"""What is known of the past of an instance, and where a user task may be sent back to."""

from dataclasses import dataclass
from datetime import datetime

from bpm.core.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A visit that began, whether it is over or not.

    Args:
        scope: As in ``ActivityStarted``.
        ended_at: None while it is open.
        is_completed: False where it is open or was cancelled.
    """

    visit: int
    activity_id: str
    activity_type: str
    scope: int
    started_at: datetime
    ended_at: datetime | None
    is_completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackTarget:
    """The last completed visit to an earlier user task.

    Args:
        problem: What forbids to send back to it, with a code; None where nothing does.
    """

    visit: int
    activity_id: str
    problem: Problem | None = None
