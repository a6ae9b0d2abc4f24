"""Whether what begins instances belongs to the newest versions, and to no others."""

from collections.abc import Iterator
from uuid import UUID

from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import DefinitionState
from bpm.definitions.models import ProcessDefinition, StartSubscription
from bpm.definitions.start_types import LiveStart, StartKind


def list_start_timers() -> Iterator[LiveStart]:
    """Yield the timers of all tenants that fire again."""
    rows = StartSubscription.objects.filter(kind=StartKind.TIMER, due_at__isnull=False)
    for id_, state in rows.order_by("id").values_list("id", "definition__state"):
        yield LiveStart(id=id_, is_suspended=state != DefinitionState.ACTIVE)


def find_wrong_owners() -> Iterator[tuple[UUID, str]]:
    """Yield versions that own what they must not, or lack what they must own, with a sentence."""
    owners = set(StartSubscription.objects.values_list("definition_id", flat=True).distinct())
    present = ProcessDefinition.objects.exclude(state=DefinitionState.DELETED.value)
    newest = present.order_by("tenant_id", "key", "-version").distinct("tenant_id", "key")
    wanted = {id_ for id_, by_event in newest.values_list("id", "begins_by_event") if by_event}
    for id_ in sorted(owners - wanted):
        yield id_, "Events begin instances of it, though it is not the newest version."
    for id_ in sorted(wanted - owners):
        if not any(point.triggers for point in load_executable(id_).process.starts):
            continue  # what begins it says too little ever to happen
        yield id_, "No event begins instances of it, though its model says so."
