"""Which processes name a process, a form or a decision; texts that FEEL works out are not read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias
from uuid import UUID

from django.db.models import BinaryField, F, Func, IntegerField, QuerySet, Value

from bpm.core.bpmn import ProcessInfo
from bpm.definitions.compiled import load_executable
from bpm.definitions.models import ProcessDefinition
from bpm.definitions.queries.definitions import get_definition, is_newest, visible_definitions
from bpm.definitions.use_types import (
    NamingElement,
    ProcessUserView,
    ProcessUsesView,
    ReferenceView,
)
from bpm.identity.contracts import Actor

_Named: TypeAlias = Iterable[tuple[str, str]]


def called_processes(info: ProcessInfo) -> _Named:
    """Return the processes that a process calls, each by the element that calls it."""
    return info.called_keys.items()


def shown_forms(info: ProcessInfo) -> _Named:
    """Return the forms that a process shows, each with the element that shows it."""
    return ((reference.element_id, reference.key) for reference in info.forms)


def asked_decisions(info: ProcessInfo) -> _Named:
    """Return the decisions that a process asks, each with the element that asks it."""
    return ((reference.element_id, reference.key) for reference in info.decisions)


Reading: TypeAlias = Callable[[ProcessInfo], _Named]


def get_uses(actor: Actor, definition_id: UUID) -> ProcessUsesView:
    """Return what a version uses, and the newest versions of the processes that call its process.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
    """
    key = get_definition(actor, definition_id).key
    info = load_executable(definition_id).process.info
    return ProcessUsesView(
        callers=tuple(find_users(visible_definitions(actor), called_processes, key)),
        calls=_references(info, called_processes),
        forms=_references(info, shown_forms),
        decisions=_references(info, asked_decisions),
    )


def find_users(
    rows: QuerySet[ProcessDefinition], read: Reading, key: str
) -> Iterator[ProcessUserView]:
    """Yield the newest versions among these rows that name a definition, by name."""
    # Only models in which the key stands at all are worth reading.
    place = _Place(Value(key.encode(), output_field=BinaryField()), F("resource__content"))
    found = rows.annotate(place=place).filter(is_newest(), place__gt=0)
    for row in found.order_by("name", "key"):
        elements = _naming(load_executable(row.pk).process.info, read).get(key)
        if elements:
            yield ProcessUserView(
                id=row.pk, key=row.key, name=row.name, version=row.version, elements=elements
            )


def _naming(info: ProcessInfo, read: Reading) -> dict[str, tuple[NamingElement, ...]]:
    names = {node.id: node.name for node in info.activities}
    found: dict[str, list[NamingElement]] = defaultdict(list)
    for element, key in sorted(read(info)):
        found[key].append(NamingElement(id=element, name=names.get(element, element)))
    return {key: tuple(elements) for key, elements in found.items()}


def _references(info: ProcessInfo, read: Reading) -> tuple[ReferenceView, ...]:
    found = _naming(info, read)
    return tuple(ReferenceView(key=key, elements=found[key]) for key in sorted(found))


class _Place(Func):
    """Where bytes begin within others, from 1; 0 where they do not stand there."""

    template = "position(%(expressions)s)"
    arg_joiner = " IN "
    output_field = IntegerField()
