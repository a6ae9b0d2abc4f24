"""What begins instances: of whom, where, and when next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

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
        "definition_id", "key", "activity_id", "position", "definition__state"
    )
    return [
        Start(
            definition_id=definition_id,
            definition_key=key,
            activity_id=activity_id,
            position=position,
            is_suspended=state != DefinitionState.ACTIVE,
        )
        for definition_id, key, activity_id, position, state in found
    ]


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
    timers = {
        (activity_id, position): (due_at, cycle)
        for activity_id, position, due_at, cycle in rows.values_list(
            "activity_id", "position", "due_at", "cycle"
        )
    }
    events = {start.id for start in process.info.starts if start.is_event}
    return tuple(
        replace(
            _view(point, trigger, timer=timers.get((point.id, position), (None, None))),
            activity_name=process.activity_names.get(point.id, point.id),
            suspended=definition.state is not DefinitionState.ACTIVE,
            is_default=point.id == process.info.start_event_id,
            can_choose=point.id in events,
        )
        for point in process.starts
        for position, trigger in enumerate(point.triggers or (None,))
    )


def _view(
    point: StartPoint,
    trigger: WaitTrigger | None,
    *,
    timer: tuple[datetime | None, str | None],
) -> StartView:
    condition = trigger.expression.source if isinstance(trigger, ConditionTrigger) else None
    return StartView(
        activity_id=point.id,
        activity_name=point.id,
        kind=StartKind.NONE if trigger is None else kind_of(trigger),
        name=None if trigger is None else name_of(trigger) or None,
        condition=condition,
        due_at=timer[0],
        cycle=timer[1],
    )
