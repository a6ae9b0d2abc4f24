"""What became of the settings of a model that was made for another engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """What became of one setting."""

    CONVERTED = "converted"
    KEPT = "kept"
    CANNOT_RUN = "cannot_run"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry:
    """One setting of another vendor.

    Args:
        element_id: The element that it stands on, as a modeler knows it.
        setting: Its name with the vendor's usual prefix, such as ``camunda:assignee``.
        fate: What became of it.
        detail: One sentence: what it is now, or why it is nothing.
    """

    element_id: str | None
    setting: str
    fate: Fate
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedForm:
    """A form that the model held in another vendor's way.

    Args:
        key: Its id, to which the model refers now.
        schema: Its form-js schema as JSON text.
    """

    key: str
    schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A model that was made for another engine, in our own vocabulary.

    Args:
        content: The model; what the vendor wrote still stands in it. The file as it came where
            nothing had to be converted.
        vendors: Whose settings were found, by name, in order.
        entries: What became of each of them, in order of the document.
        forms: Forms that were taken out of the model.
    """

    content: bytes
    vendors: tuple[str, ...] = ()
    entries: tuple[ReportEntry, ...] = ()
    forms: tuple[ConvertedForm, ...] = ()

    @property
    def counts(self) -> Mapping[Fate, int]:
        """How many settings met each fate."""
        return {fate: sum(entry.fate is fate for entry in self.entries) for fate in Fate}


@dataclass(slots=True)
class Notes:
    """A report that is being written."""

    entries: list[ReportEntry] = field(default_factory=list)
    forms: list[ConvertedForm] = field(default_factory=list)
