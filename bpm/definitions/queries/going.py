"""What goes when a deployment is deleted, who would miss it, and what the others find then."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from uuid import UUID

from django.db.models import QuerySet

from bpm.core.bpmn import DecisionReference, FormReference, ProcessInfo
from bpm.core.engine.contracts import Binding, DecisionChoice, FormChoice
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
from bpm.definitions.queries.binding import Table, find_version
from bpm.definitions.queries.uses import (
    asked_decisions,
    called_processes,
    find_users,
    shown_forms,
)
from bpm.definitions.use_types import (
    Dependent,
    GoingDefinitions,
    GoingVersion,
    NamingElement,
    ProcessUserView,
    StayingUser,
)
from bpm.identity.contracts import DECISION, FORM, PROCESS

_Bound: TypeAlias = FormDefinition | DecisionDefinition
_BoundRows: TypeAlias = QuerySet[FormDefinition] | QuerySet[DecisionDefinition]
_Reference: TypeAlias = FormReference | DecisionReference

_TABLES: Final[dict[str, Table]] = {FORM: "form_definition", DECISION: "decision_definition"}
_READINGS: Final = {FORM: shown_forms, DECISION: asked_decisions}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """Forms or decisions: what goes of them, and what is left."""

    name: str
    going: Sequence[_Bound]
    left: Sequence[_Bound]

    def find_left(self, reference: _Reference) -> int | None:
        """Return the newest version left that a reference finds anew, or None."""
        tag = reference.version_tag if reference.binding == Binding.VERSION_TAG else None
        versions = (
            row.version
            for row in self.left
            if row.key == reference.key and (tag is None or row.version_tag == tag)
        )
        return max(versions, default=None)


def get_going(tenant_id: UUID, deployment_id: UUID) -> GoingDefinitions:
    """Return what goes with a deployment, which processes would miss it, and what others find then.

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
    own = processes.filter(deployment_id=deployment_id).order_by("key")
    others = processes.exclude(deployment_id=deployment_id)
    left = set(others.filter(key__in=[row.key for row in own]).values_list("key", flat=True))
    versions = tuple(
        GoingVersion(key=row.key, name=row.name, version=row.version, is_last=row.key not in left)
        for row in own
    )
    missing = [*_miss_processes(others, versions)]
    staying: list[StayingUser] = []
    kinds = (
        _kind(FORM, tuple(forms.filter(key__in=_keys(forms, deployment_id))), deployment_id),
        _kind(
            DECISION,
            tuple(decisions.filter(key__in=_keys(decisions, deployment_id))),
            deployment_id,
        ),
    )
    for kind in kinds:
        for key in dict.fromkeys(row.key for row in kind.going):
            for user in find_users(others, _READINGS[kind.name], key):
                _judge(tenant_id, kind, key=key, user=user, missing=missing, staying=staying)
    return GoingDefinitions(
        definition_ids=tuple(sorted(row.pk for row in own)),
        form_ids=tuple(row.pk for row in kinds[0].going),
        process_definitions=versions,
        forms=_going(kinds[0]),
        decisions=_going(kinds[1]),
        used_by=tuple(missing),
        staying_users=tuple(staying),
    )


def _keys(rows: _BoundRows, deployment_id: UUID) -> list[str]:
    return list(rows.filter(deployment_id=deployment_id).values_list("key", flat=True))


def _kind(name: str, rows: Sequence[_Bound], deployment_id: UUID) -> _Kind:
    going = sorted(
        (row for row in rows if row.deployment_id == deployment_id), key=lambda row: row.key
    )
    return _Kind(
        name=name,
        going=going,
        left=tuple(row for row in rows if row.deployment_id != deployment_id),
    )


def _going(kind: _Kind) -> tuple[GoingVersion, ...]:
    left = {row.key for row in kind.left}
    return tuple(
        GoingVersion(key=row.key, name=row.name, version=row.version, is_last=row.key not in left)
        for row in kind.going
    )


def _miss_processes(
    others: QuerySet[ProcessDefinition], versions: Sequence[GoingVersion]
) -> Iterator[Dependent]:
    for version in versions:
        if version.is_last:
            for user in find_users(others, called_processes, version.key):
                yield _dependent(user, PROCESS, version.key, user.elements)


def _judge(
    tenant_id: UUID,
    kind: _Kind,
    *,
    key: str,
    user: ProcessUserView,
    missing: list[Dependent],
    staying: list[StayingUser],
) -> None:
    """Tell what a process that names a form or decision finds once it is gone."""
    lost: list[NamingElement] = []
    found: dict[tuple[int, int], list[NamingElement]] = defaultdict(list)
    names = {element.id: element for element in user.elements}
    info = load_executable(user.id).process.info
    for reference in _references(info, kind.name):
        if reference.key != key:
            continue
        now = _find_going(tenant_id, kind, reference, definition_id=user.id)
        if now is None:
            continue
        # What is bound to the deployment or to a version finds it also when it was deleted.
        keeps = reference.binding in {Binding.DEPLOYMENT, Binding.VERSION}
        then = now if keeps else kind.find_left(reference)
        if then is None:
            lost.append(names[reference.element_id])
        else:
            found[now, then].append(names[reference.element_id])
    if lost:
        missing.append(_dependent(user, kind.name, key, tuple(lost)))
    staying.extend(
        StayingUser(
            key=user.key,
            name=user.name,
            version=user.version,
            needs=kind.name,
            needed_key=key,
            going_version=now,
            next_version=then,
            elements=tuple(elements),
        )
        for (now, then), elements in sorted(found.items())
    )


def _references(info: ProcessInfo, kind: str) -> Sequence[_Reference]:
    return info.forms if kind == FORM else info.decisions


def _find_going(
    tenant_id: UUID, kind: _Kind, reference: _Reference, *, definition_id: UUID
) -> int | None:
    """Return the version that a reference finds now, if it is one of those that go."""
    made = FormChoice if kind.name == FORM else DecisionChoice
    choice = made(
        key=reference.key,
        binding=Binding(reference.binding),
        version=reference.version,
        version_tag=reference.version_tag,
    )
    found = find_version(
        _TABLES[kind.name], choice, tenant_id=tenant_id, definition_id=definition_id
    )
    return next((row.version for row in kind.going if row.pk == found), None)


def _dependent(
    user: ProcessUserView, needs: str, key: str, elements: tuple[NamingElement, ...]
) -> Dependent:
    return Dependent(
        key=user.key,
        name=user.name,
        version=user.version,
        needs=needs,
        needed_key=key,
        elements=elements,
    )
