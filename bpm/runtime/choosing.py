"""What the commands on ad-hoc sub-processes share: which visit is meant, and whether it may be."""

from uuid import UUID

from bpm.core import engine
from bpm.core.engine.contracts import Choices
from bpm.core.errors import Problem
from bpm.definitions import queries as definitions
from bpm.runtime import step
from bpm.runtime.errors import (
    ActivityNotOfferedError,
    AdHocAmbiguousError,
    AdHocClosedError,
    AdHocConditionDecidesError,
    AdHocEndsByItselfError,
    AdHocUnderWayError,
    refusal_of,
)
from bpm.runtime.queries.choices import find_ad_hoc_visits
from bpm.runtime.rows import LockedInstance


def find_one(
    locked: LockedInstance, *, activity_instance_id: UUID | None, activity_id: str | None = None
) -> Choices:
    """Return the open ad-hoc sub-process of a locked instance that is meant.

    Args:
        locked: The instance.
        activity_instance_id: The visit; None where only one can be meant.
        activity_id: What it is to offer; None for anything.

    Raises:
        ActivityNotOfferedError: There is none.
        AdHocAmbiguousError: There are several.
        NewerStateFormatError: A newer release wrote the instance's state.
    """
    process = definitions.get_executable_by_id(locked.instance.definition_id).process
    visits = find_ad_hoc_visits(locked.instance.id)
    found = [
        choices
        for choices in engine.find_choices(process, step.engine_state_of(locked))
        if activity_instance_id in (None, visits.get(choices.visit))
        and activity_id in (None, *(choice.activity_id for choice in choices.activities))
    ]
    if not found:
        offered = "is meant" if activity_id is None else f"offers {activity_id!r}"
        raise ActivityNotOfferedError(f"No open ad-hoc sub-process {offered}.")
    if len(found) > 1:
        raise AdHocAmbiguousError("Name one by its activity_instance_id.")
    return found[0]


def require_possible(problem: Problem | None) -> None:
    """Refuse what cannot be done now, with the reason and a remedy.

    Raises:
        ConflictError: One of the kinds that the engine's problem names.
    """
    if problem is not None:
        raise refusal_of(
            problem,
            AdHocClosedError,
            AdHocUnderWayError,
            AdHocConditionDecidesError,
            AdHocEndsByItselfError,
        )
