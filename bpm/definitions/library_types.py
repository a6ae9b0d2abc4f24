"""What others may know of the library: where models lie, and what they say."""

from dataclasses import dataclass
from uuid import UUID

from bpm.core.texts import TextRole
from bpm.definitions.contracts import DraftKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryHit:
    """A place in a model where the text that was looked for stands.

    Args:
        element_id: Of the element, as an editor selects it.
        element_name: Empty where it has no name.
        found_in: What the text is of the element.
        text: The text, cut around what was found.
    """

    element_id: str
    element_name: str
    found_in: TextRole
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEntryView:
    """A process, decision or form, by its newest version, or by one of its drafts.

    Args:
        id: Of the version or draft.
        key: Of the model; the id of a draft whose model has none.
        version: None for a draft.
        folder: Names with slashes between them; empty at the top.
        hits: Where the text stands within the model, the first of them; none where no text was
            looked for.
        hit_count: How many there are.
    """

    id: UUID
    kind: DraftKind
    key: str
    name: str
    version: int | None
    folder: str
    hits: tuple[LibraryHit, ...] = ()
    hit_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryName:
    """What is moved: a key of one kind, with all its versions and drafts."""

    kind: DraftKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedView:
    """What lies elsewhere now.

    Args:
        folder: Where it lies.
        moved: How many keys.
    """

    folder: str
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """A file that a new draft may begin with.

    Args:
        key: Of the model in the file; whoever begins with it puts his own in its place.
    """

    key: str
    kind: DraftKind
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesView:
    """All templates, by kind and key."""

    items: tuple[TemplateView, ...]
