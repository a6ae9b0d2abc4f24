"""What versions and drafts say, kept for those who look for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from bpm.base.transactions import command
from bpm.core import bpmn, dmn, forms
from bpm.core.texts import ElementText
from bpm.core.xml import encode_text
from bpm.definitions.contracts import DraftKind
from bpm.definitions.models import (
    DecisionDefinition,
    Draft,
    FormDefinition,
    ModelText,
    ProcessDefinition,
)

_MOST_CHARACTERS: Final = 1_000_000
"""Of one model; beyond them nobody finds anything in it."""
_AT_ONCE: Final = 100
_Version: TypeAlias = ProcessDefinition | FormDefinition | DecisionDefinition
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A version or a draft, and what it says."""

    id: UUID
    tenant_id: UUID
    kind: DraftKind
    key: str
    name: str
    version: int | None
    content: bytes

    def read(self) -> ModelText:
        """Return the row by which it is found."""
        elements = _first(_read_texts(self.kind, self.content, self.key, self.version))
        texts = chain((self.name, self.key), (found.text for found in elements))
        return ModelText(
            id=self.id,
            tenant_id=self.tenant_id,
            kind=self.kind.value,
            key=self.key or str(self.id),
            name=self.name,
            version=self.version,
            words="\n".join(texts).casefold(),
            elements=[
                [found.element_id, found.element_name, found.role.value, found.text]
                for found in elements
            ],
        )


def _read_texts(
    kind: DraftKind, content: bytes, key: str, version: int | None
) -> Sequence[ElementText]:
    match kind:
        case DraftKind.FORM:
            return forms.read_texts(content)
        case DraftKind.DECISION:
            return dmn.read_texts(content, None if version is None else key)
        case DraftKind.PROCESS:
            return bpmn.read_texts(content)


def _first(texts: Iterable[ElementText]) -> list[ElementText]:
    found, left = [], _MOST_CHARACTERS
    for text in texts:
        left -= len(text.text)
        if left < 0:
            break
        found.append(text)
    return found


def keep_texts_of_version(row: _Version) -> None:
    """Let a new version be found by what it says."""
    _said_by_version(row).read().save(force_insert=True)


def keep_texts_of_draft(row: Draft) -> None:
    """Let a draft be found by what it says now."""
    text = _said_by_draft(row).read()
    changing = ("key", "name", "words", "elements")
    ModelText.objects.bulk_create(
        [text], update_conflicts=True, unique_fields=["id"], update_fields=changing
    )


def drop_texts_of_draft(draft_id: UUID) -> None:
    """Let a draft that is gone be found no more."""
    ModelText.objects.filter(pk=draft_id).delete()


def index_models() -> int:
    """Let every version and draft be found that was stored before texts were kept.

    Returns:
        How many there were.
    """
    count = 0
    while found := _index_some():
        count += found
    return count


@command
def _index_some() -> int:
    with_file: tuple[_Version, ...] = (
        *_without_text(ProcessDefinition.objects.select_related("resource")),
        *_without_text(FormDefinition.objects.select_related("resource")),
        *_without_text(DecisionDefinition.objects.select_related("resource")),
    )
    drafts = _without_text(Draft.objects.defer("original"))
    texts = [*map(_said_by_version, with_file), *map(_said_by_draft, drafts)]
    # Another start of the suite may be at it too.
    ModelText.objects.bulk_create((said.read() for said in texts), ignore_conflicts=True)
    return len(texts)


def _without_text(rows: QuerySet[_Row]) -> QuerySet[_Row]:
    there = ModelText.objects.filter(pk=OuterRef("pk"))
    return rows.filter(~Exists(there)).order_by("pk")[:_AT_ONCE]


def _said_by_version(row: _Version) -> Said:
    kinds = {FormDefinition: DraftKind.FORM, DecisionDefinition: DraftKind.DECISION}
    return Said(
        id=row.pk,
        tenant_id=row.tenant_id,
        kind=kinds.get(type(row), DraftKind.PROCESS),
        key=row.key,
        name=row.name,
        version=row.version,
        content=bytes(row.resource.content),
    )


def _said_by_draft(row: Draft) -> Said:
    return Said(
        id=row.pk,
        tenant_id=row.tenant_id,
        kind=DraftKind(row.kind),
        key=row.key,
        name=row.name,
        version=None,
        content=encode_text(row.content),
    )
