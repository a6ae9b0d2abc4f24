"""What other apps may know of versions of decisions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bpm.core.dmn import DecisionProgram


class DecisionState(StrEnum):
    """Whether a decision can be found."""

    ACTIVE = "active"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDefinitionView:
    """One version of a decision.

    Args:
        name: Its name; its key where it has none.
        deployed_by: Username; None where the suite did it.
        note: What was said at deployment; None where nothing was.
    """

    id: UUID
    key: str
    version: int
    version_tag: str | None
    name: str
    state: DecisionState
    deployed_at: datetime
    deployed_by: str | None
    note: str | None = None
    deployment_id: UUID
    resource_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundDecision:
    """One version of a decision, ready to be evaluated.

    Args:
        program: All decisions of its file; it is the one of its key.
    """

    id: UUID
    key: str
    name: str
    version: int
    version_tag: str | None
    program: DecisionProgram
