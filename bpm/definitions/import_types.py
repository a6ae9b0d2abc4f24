"""What an import of a model of another engine gives."""

from dataclasses import dataclass

from bpm.core.bpmn.conversion import Fate
from bpm.definitions.contracts import DraftView


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionEntryView:
    """What became of one setting of another vendor.

    Args:
        element_id: The element that it stands on.
        setting: Its name with the vendor's usual prefix.
        detail: What it is now, or why it is nothing.
    """

    element_id: str | None
    setting: str
    fate: Fate
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedFormView:
    """A form that was taken out of a model.

    Args:
        key: Its id.
        content: Its schema as text.
    """

    key: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionView:
    """A model that was made elsewhere, in our vocabulary.

    Args:
        content: The model; as it came where nothing of another vendor stands in it.
        vendors: Whose settings it holds.
        converted: How many settings mean the same now.
        kept: How many stay and do nothing.
        cannot_run: How many do not run here.
        entries: Each of them, in order of the document.
        forms: Forms that were taken out of it, to be deployed with it.
    """

    content: str
    vendors: tuple[str, ...]
    converted: int
    kept: int
    cannot_run: int
    entries: tuple[ConversionEntryView, ...]
    forms: tuple[ConvertedFormView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """A model that was imported.

    Args:
        draft: The draft that holds it, converted.
        forms: Drafts of the forms that were taken out of it.
        report: What became of its settings.
    """

    draft: DraftView
    forms: tuple[DraftView, ...]
    report: ConversionView


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOriginalView:
    """The file that a draft was imported from, as it came."""

    content: str
