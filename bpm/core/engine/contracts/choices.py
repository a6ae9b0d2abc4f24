"""What a person may do with an ad-hoc sub-process that is open."""

from dataclasses import dataclass

from bpm.core.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An activity to which no flow leads.

    Args:
        problem: What forbids to begin it now; None where nothing does.
    """

    activity_id: str
    problem: Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One visit to an ad-hoc sub-process, and what may be done with it.

    Args:
        activities: In order of the document.
        ending: What forbids to go on behind it now; None where nothing does.
    """

    visit: int
    activity_id: str
    activities: tuple[Choice, ...]
    ending: Problem | None
