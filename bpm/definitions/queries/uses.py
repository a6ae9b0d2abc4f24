"""Which processes name a process, a form or a decision; texts that FEEL works out are not read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias
from uuid import UUID

from django.db.models import BinaryField, F, Func, IntegerField, QuerySet, Value

from bpm.core.bpmn import ProcessInfo
from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import DefinitionState, FormState
from bpm.definitions.decision_types import DecisionState
from bpm.definitions.errors import DeploymentNotFoundError
from bpm.definitions.models import (
    DecisionDefinition,
    Deployment,
    FormDefinition,
    ProcessDefinition,
)
from bpm.definitions.queries.definitions import get_definition, is_newest, visible_definitions
from bpm.definitions.use_types import (
    Dependent,
    GoingDefinitions,
    GoingVersion,
    NamingElement,
    ProcessUserView,
    ProcessUsesView,
    ReferenceView,
)
from bpm.identity.contracts import DECISION, FORM, PROCESS, Actor

_Named: TypeAlias = Iterable[tuple[str, str]]
_Going: TypeAlias = (
    QuerySet[ProcessDefinition] | QuerySet[FormDefinition] | QuerySet[DecisionDefinition]
)


def _called(info: ProcessInfo) -> _Named:
    return info.called_keys.items()


def shown_forms(info: ProcessInfo) -> _Named:
    """Return the forms that a process shows, each with the element that shows it."""
    return ((reference.element_id, reference.key) for reference in info.forms)


def asked_decisions(info: ProcessInfo) -> _Named:
    """Return the decisions that a process asks, each with the element that asks it."""
    return ((reference.element_id, reference.key) for reference in info.decisions)


# What is bound to the deployment or to a version finds its form or decision also when that was
# deleted; a process that was deleted is started by nobody.
_LOST = frozenset({"latest", "versionTag"})


def _shown_anew(info: ProcessInfo) -> _Named:
    return ((one.element_id, one.key) for one in info.forms if one.binding in _LOST)


def _asked_anew(info: ProcessInfo) -> _Named:
    return ((one.element_id, one.key) for one in info.decisions if one.binding in _LOST)


Reading: TypeAlias = Callable[[ProcessInfo], _Named]
_NEEDED: dict[str, Reading] = {PROCESS: _called, FORM: _shown_anew, DECISION: _asked_anew}


def get_uses(actor: Actor, definition_id: UUID) -> ProcessUsesView:
    """Return what a version uses, and the newest versions of the processes that call its process.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
    """
    key = get_definition(actor, definition_id).key
    info = load_executable(definition_id).process.info
    return ProcessUsesView(
        callers=tuple(find_users(visible_definitions(actor), _called, key)),
        calls=_references(info, _called),
        forms=_references(info, shown_forms),
        decisions=_references(info, asked_decisions),
    )


def get_going(tenant_id: UUID, deployment_id: UUID) -> GoingDefinitions:
    """Return what goes with a deployment, and which other processes need what would be gone.

    Raises:
        DeploymentNotFoundError: The tenant has none of this id.
    """
    known = Deployment.objects.filter(
        tenant_id=tenant_id, pk=deployment_id, deleted_at__isnull=True
    )
    if not known.exists():
        raise DeploymentNotFoundError
    processes = ProcessDefinition.objects.filter(tenant_id=tenant_id).exclude(
        state=DefinitionState.DELETED.value
    )
    forms = FormDefinition.objects.filter(tenant_id=tenant_id, state=FormState.ACTIVE.value)
    decisions = DecisionDefinition.objects.filter(
        tenant_id=tenant_id, state=DecisionState.ACTIVE.value
    )
    going = {
        PROCESS: _going(processes, deployment_id),
        FORM: _going(forms, deployment_id),
        DECISION: _going(decisions, deployment_id),
    }
    others = processes.exclude(deployment_id=deployment_id)
    used_by = (
        Dependent(
            key=user.key,
            name=user.name,
            version=user.version,
            needs=kind,
            needed_key=version.key,
            elements=user.elements,
        )
        for kind, versions in going.items()
        for version in versions
        if version.is_last
        for user in find_users(others, _NEEDED[kind], version.key)
    )
    own = processes.filter(deployment_id=deployment_id).order_by("pk")
    return GoingDefinitions(
        definition_ids=tuple(own.values_list("pk", flat=True)),
        process_definitions=going[PROCESS],
        forms=going[FORM],
        decisions=going[DECISION],
        used_by=tuple(used_by),
    )


def _going(rows: _Going, deployment_id: UUID) -> tuple[GoingVersion, ...]:
    own = rows.filter(deployment_id=deployment_id).order_by("key")
    names = list(own.values_list("key", "name", "version"))
    others = rows.exclude(deployment_id=deployment_id)
    left = set(others.filter(key__in=[key for key, *_ in names]).values_list("key", flat=True))
    return tuple(
        GoingVersion(key=key, name=name, version=version, is_last=key not in left)
        for key, name, version in names
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
