"""What others may know of how definitions use each other, and of what goes with a deployment."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingElement:
    """An element of a process that names another definition.

    Args:
        name: Its name, else its id.
    """

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessUserView:
    """The newest version of a process that names another definition.

    Args:
        elements: Those of its elements that name it.
    """

    id: UUID
    key: str
    name: str
    version: int
    elements: tuple[NamingElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceView:
    """What a process names, by key; FEEL that works a key out is not among it.

    Args:
        elements: Those of the process that name it.
    """

    key: str
    elements: tuple[NamingElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessUsesView:
    """What a version of a process uses, and who calls its process.

    Args:
        callers: Those that the actor may see.
    """

    callers: tuple[ProcessUserView, ...]
    calls: tuple[ReferenceView, ...]
    forms: tuple[ReferenceView, ...]
    decisions: tuple[ReferenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingVersion:
    """A version that goes with its deployment.

    Args:
        is_last: Whether no other version of it is left then.
    """

    key: str
    name: str
    version: int
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """A process outside of a deployment that needs what would go with it.

    Args:
        needs: ``process``, ``form`` or ``decision``.
        needed_key: Of what it needs.
        elements: Those of its elements that name it.
    """

    key: str
    name: str
    version: int
    needs: str
    needed_key: str
    elements: tuple[NamingElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StayingUser:
    """A process outside of a deployment that uses a form or decision of it, and still finds one.

    Args:
        needs: ``form`` or ``decision``.
        needed_key: Of what it needs.
        going_version: What it uses now, and what goes.
        next_version: What it uses then; the same where it is bound to it, and so keeps it.
        elements: Those of its elements that name it.
    """

    key: str
    name: str
    version: int
    needs: str
    needed_key: str
    going_version: int
    next_version: int
    elements: tuple[NamingElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingDefinitions:
    """What goes when a deployment is deleted, and what stands in the way of that."""

    definition_ids: tuple[UUID, ...]
    form_ids: tuple[UUID, ...]
    process_definitions: tuple[GoingVersion, ...]
    forms: tuple[GoingVersion, ...]
    decisions: tuple[GoingVersion, ...]
    used_by: tuple[Dependent, ...]
    staying_users: tuple[StayingUser, ...]
