"""What people may do with the open ad-hoc sub-processes of an instance."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """An activity that can be begun.

    Args:
        problem: Why it cannot be begun now; None where it can.
    """

    activity_id: str
    activity_name: str | None
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocView:
    """One visit to an ad-hoc sub-process.

    Args:
        is_chosen: Whether nothing in it begins by itself.
        can_complete: Whether a person may say that it is over.
    """

    activity_instance_id: UUID
    activity_id: str
    activity_name: str | None
    is_chosen: bool
    can_complete: bool
    activities: tuple[ChoiceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesView:
    """All of them, oldest first."""

    items: tuple[AdHocView, ...]
