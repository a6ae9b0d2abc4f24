"""What begins instances: of whom, where, and when next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count

from bpm.base.indexing import indexable
from bpm.core.bpmn import (
    ConditionTrigger,
    MessageTrigger,
    SignalTrigger,
    StartPoint,
    TimerTrigger,
    WaitTrigger,
)
from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import DefinitionState
from bpm.definitions.models import StartSubscription
from bpm.definitions.queries.definitions import get_definition
from bpm.definitions.start_types import Start, StartKind, StartView
from bpm.identity.contracts import Actor

_HELD = """
SELECT file.id FROM unnest(%s::uuid[]) AS file (id)
WHERE EXISTS (SELECT FROM start_occurrence WHERE variables::text LIKE '%%' || file.id || '%%')
"""
_KINDS = {
    MessageTrigger: StartKind.MESSAGE,
    SignalTrigger: StartKind.SIGNAL,
    TimerTrigger: StartKind.TIMER,
    ConditionTrigger: StartKind.CONDITION,
}


def kind_of(trigger: WaitTrigger) -> StartKind:
    """Return what a trigger is called in the tables."""
    return _KINDS[type(trigger)]


def name_of(trigger: WaitTrigger) -> str:
    """Return what is waited for by name; nothing for timers and conditions."""
    return trigger.name if isinstance(trigger, MessageTrigger | SignalTrigger) else ""


def find_starts(kind: StartKind, *, tenant_id: UUID, name: str = "") -> Sequence[Start]:
    """Return what an event begins, that of suspended versions too, oldest first.

    Args:
        kind: Of the event.
        tenant_id: Whose processes.
        name: Of the message or signal.
    """
    rows = StartSubscription.objects.filter(tenant_id=tenant_id, kind=kind, name=indexable(name))
    found = rows.order_by("id").values_list(
        "definition_id", "key", "activity_id", "position", "definition__state", "needs_all"
    )
    return [
        Start(
            definition_id=definition_id,
            definition_key=key,
            activity_id=activity_id,
            position=position,
            is_suspended=state != DefinitionState.ACTIVE,
            needs_all=needs_all,
            kind=kind,
            name=name,
        )
        for definition_id, key, activity_id, position, state, needs_all in found
    ]


def find_message_starts(tenant_id: UUID, keys: Collection[str]) -> Sequence[Start]:
    """Return where messages begin these processes, oldest first."""
    rows = StartSubscription.objects.filter(
        tenant_id=tenant_id, key__in=keys, kind=StartKind.MESSAGE
    )
    names = sorted(set(rows.values_list("name", flat=True)))
    found = (find_starts(StartKind.MESSAGE, tenant_id=tenant_id, name=name) for name in names)
    return [start for starts in found for start in starts if start.definition_key in keys]


def one_for_each_event(starts: Iterable[Start]) -> list[Start]:
    """Return of start events that wait for a message twice, and for all else, one start each."""
    found = {
        (start.definition_id, start.activity_id, None if start.needs_all else start.position): start
        for start in starts
    }
    return list(found.values())


def find_held_files(file_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of some files that come with what has happened and waits for the rest."""
    if not file_ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [sorted(file_ids)])
        return frozenset(id_ for (id_,) in cursor.fetchall())


def find_condition(start: Start) -> ConditionTrigger:
    """Return the condition that a start waits for."""
    points = load_executable(start.definition_id).process.starts
    point = next(point for point in points if point.id == start.activity_id)
    trigger = point.triggers[start.position]
    if not isinstance(trigger, ConditionTrigger):
        raise TypeError(start.activity_id)
    return trigger


def list_starts(actor: Actor, definition_id: UUID) -> tuple[StartView, ...]:
    """Return where instances of a version can begin, in order of the model.

    An event begins instances of the newest version only: of an older one its events are told
    without a time.

    Raises:
        ProcessDefinitionNotFoundError: None that the actor may see.
    """
    definition = get_definition(actor, definition_id)
    process = load_executable(definition.id).process
    rows = StartSubscription.objects.filter(definition_id=definition.id)
    owned = {
        (activity_id, position): (due_at, cycle, happened)
        for activity_id, position, due_at, cycle, happened in rows.annotate(
            happened=Count("occurrences")
        ).values_list("activity_id", "position", "due_at", "cycle", "happened")
    }
    events = {start.id for start in process.info.starts if start.is_event}
    return tuple(
        replace(
            _view(point, trigger, owned.get((point.id, position), (None, None, 0))),
            activity_name=process.activity_names.get(point.id, point.id),
            suspended=definition.state is not DefinitionState.ACTIVE,
            is_default=point.id == process.info.start_event_id,
            can_choose=point.id in events,
        )
        for point in process.starts
        for position, trigger in enumerate(point.triggers or (None,))
    )


def _view(
    point: StartPoint, trigger: WaitTrigger | None, owned: tuple[datetime | None, str | None, int]
) -> StartView:
    condition = trigger.expression.source if isinstance(trigger, ConditionTrigger) else None
    return StartView(
        activity_id=point.id,
        activity_name=point.id,
        kind=StartKind.NONE if trigger is None else kind_of(trigger),
        name=None if trigger is None else name_of(trigger) or None,
        condition=condition,
        due_at=owned[0],
        cycle=owned[1],
        needs_all=point.needs_all,
        happened=owned[2],
    )
