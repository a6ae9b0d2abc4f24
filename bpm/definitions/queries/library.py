"""The library: every process, decision and form that an actor may see, its folder, its texts."""

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Final, TypeAlias

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, InvalidSearchError, SearchRequest, Sort
from bpm.core.errors import Problem
from bpm.core.texts import TextRole
from bpm.core.values import JsonValue
from bpm.definitions.contracts import DraftKind
from bpm.definitions.library_types import LibraryEntryView, LibraryHit
from bpm.definitions.models import LibraryPlace, ModelText
from bpm.definitions.queries.decisions import newest_decisions
from bpm.definitions.queries.definitions import is_newest, visible_definitions
from bpm.definitions.queries.forms import newest_forms
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission

_LONGEST_WANTED: Final = 200
_MOST_HITS: Final = 20
_Element: TypeAlias = tuple[str, str, str, str]
"""Id, name, role and text, as ``ModelText`` keeps them."""
_AROUND: Final = 60
"""Characters shown on each side of what was found."""


def visible_entries(actor: Actor) -> QuerySet[ModelText]:
    """Return the newest versions that an actor may see, and the drafts if he edits them."""
    processes = visible_definitions(actor).filter(is_newest())
    shown = (
        Q(kind=DraftKind.PROCESS.value, pk__in=processes.values("pk"))
        | Q(kind=DraftKind.FORM.value, pk__in=newest_forms(actor).values("pk"))
        | Q(kind=DraftKind.DECISION.value, pk__in=newest_decisions(actor).values("pk"))
    )
    if identity.has_permission(actor, Permission.EDIT_DRAFTS):
        shown |= Q(version__isnull=True)
    place = LibraryPlace.objects.filter(
        tenant_id=OuterRef("tenant_id"), kind=OuterRef("kind"), key=OuterRef("key")
    )
    rows = ModelText.objects.filter(shown, tenant_id=actor.tenant_id)
    folder = Coalesce(Subquery(place.values("folder")[:1]), Value(""), output_field=CharField())
    return rows.annotate(folder=folder)


def _holds(value: JsonValue, pointer: str) -> Q:
    is_text = isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_WANTED
    if not isinstance(value, str) or not is_text or "\0" in value:
        detail = f"Give a text of at most {_LONGEST_WANTED} characters."
        problem = Problem(code="invalid_value", pointer=pointer, detail=detail)
        raise InvalidSearchError(problems=[problem])
    return Q(*(Q(words__contains=word) for word in _words_of(value)))


def _words_of(text: str) -> tuple[str, ...]:
    """Return the words to look for, folded as what is searched is, each once."""
    return tuple(dict.fromkeys(text.casefold().split()))


_LIBRARY_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "kind": Field(path="kind", choices=tuple(DraftKind)),
    "key": Field(path="key", is_sortable=True),
    "name": Field(path="name", is_sortable=True),
    "version": Field(path="version", kind=FieldKind.INTEGER),
    "folder": Field(path="folder"),
    "text": Field(condition=_holds),
}


def search_library(actor: Actor, search: SearchRequest) -> Page[LibraryEntryView]:
    """Return what lies in the library and the actor may see, by name.

    The filter ``text`` also finds what stands inside a model, all words of it in any order and at
    any places; each entry says where.
    """
    wanted = search.filter.get("text")
    rows = visible_entries(actor).defer("words")
    return find_page(
        rows if isinstance(wanted, str) else rows.defer("words", "elements"),
        search,
        fields=_LIBRARY_FIELDS,
        default_sort=(Sort(field="name"), Sort(field="key")),
        view=lambda row: _view(row, _words_of(wanted) if isinstance(wanted, str) else ()),
    )


def _view(row: ModelText, words: Sequence[str]) -> LibraryEntryView:
    found = _find(row.elements, words) if words else []
    return LibraryEntryView(
        id=row.pk,
        kind=DraftKind(row.kind),
        key=row.key,
        name=row.name,
        version=row.version,
        folder=getattr(row, "folder", ""),
        hits=tuple(_hit(element, words) for element in found[:_MOST_HITS]),
        hit_count=len(found),
    )


def _find(elements: Sequence[_Element], words: Sequence[str]) -> Sequence[_Element]:
    """Return the texts that hold all words; where none does, those that hold one of them."""
    folded = [element[-1].casefold() for element in elements]
    for test in (all, any):
        held = [test(word in text for word in words) for text in folded]
        if any(held):
            return list(compress(elements, held))
    return []


def _hit(element: _Element, words: Sequence[str]) -> LibraryHit:
    id_, name, role, text = element
    folded = text.casefold()
    word = next(word for word in words if word in folded)
    shown = _cut(text, folded.find(word), len(word))
    return LibraryHit(element_id=id_, element_name=name, found_in=TextRole(role), text=shown)


def _cut(text: str, at: int, length: int) -> str:
    # Folding may lengthen a text, so the place is near rather than exact; the margin covers it.
    begin, end = max(0, at - _AROUND), at + length + _AROUND
    before = "…" if begin else ""
    after = "…" if end < len(text) else ""
    return f"{before}{text[begin:end]}{after}"
