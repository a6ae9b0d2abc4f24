"""What the check of a form finds, each at its component and place."""

from dataclasses import dataclass

from typing_extensions import override

from bpm.core.errors import Problem
from bpm.core.values import JsonObject, JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A component, or the form itself, and where it stands.

    Args:
        content: As written.
        pointer: JSON Pointer into the schema; empty for the form itself.
    """

    content: JsonObject
    pointer: str = ""

    @property
    def id(self) -> str:
        """Its id, else its key, else its place."""
        for name in ("id", "key"):
            value = self.content.get(name)
            if isinstance(value, str) and value:
                return value
        return self.pointer or "form"

    @property
    def type(self) -> JsonValue:
        """Its type as written."""
        return self.content.get("type")

    @override
    def __str__(self) -> str:
        label = self.content.get("label") or self.content.get("key") or self.id
        return repr(str(label)[:80]) if self.pointer else "the form"


class Findings:
    """Gathers problems; errors forbid deployment."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(
        self, place: Place, code: str, detail: str, remedy: str, *, member: str = ""
    ) -> None:
        """Add an error at a place, or at a member of it such as ``validate/min``."""
        self.errors.append(_problem(place, code, detail, remedy, member))

    def warn(self, place: Place, code: str, detail: str, remedy: str, *, member: str = "") -> None:
        """Add a warning at a place, or at a member of it."""
        self.warnings.append(_problem(place, code, detail, remedy, member))


def _problem(place: Place, code: str, detail: str, remedy: str, member: str) -> Problem:
    pointer = f"{place.pointer}/{member}" if member else place.pointer
    return Problem(code=code, detail=detail, remedy=remedy, pointer=pointer, element_id=place.id)
