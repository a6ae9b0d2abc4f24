"""Where a user task may be sent back to."""

from dataclasses import dataclass
from datetime import datetime

from bpm.core.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackTargetView:
    """An earlier user task, and whether one may be sent back to it.

    Args:
        completed_by: Who did it last, and gets it again where the model names nobody.
        problem: What forbids it; None where nothing does.
    """

    activity_id: str
    name: str
    completed_by: str | None
    completed_at: datetime | None
    is_possible: bool
    problem: Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackTargetsView:
    """The earlier user tasks of an instance, that done last first."""

    items: tuple[SendBackTargetView, ...]
