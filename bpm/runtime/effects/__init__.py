"""From what the engine asks for to the rows that say it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias, assert_never
from uuid import UUID

from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityStarted,
    ArmTimer,
    BroadcastSignal,
    CancelChild,
    CancelJob,
    CancelUserTask,
    CreateJob,
    CreateUserTask,
    Effect,
    FlowTaken,
    Outcome,
    PropagateError,
    PropagateEscalation,
    PublishMessage,
    RaiseIncident,
    ResolveIncident,
    StartChild,
    Subscribe,
    Unsubscribe,
)
from bpm.definitions.contracts import BoundForm
from bpm.runtime.effects.asking import Asker
from bpm.runtime.effects.rows import Rows
from bpm.runtime.effects.telling import incident_opened
from bpm.runtime.rows import Instance

__all__ = ["Rows", "incident_opened", "rows_of"]

_Work: TypeAlias = CreateUserTask | CancelUserTask | CreateJob | CancelJob
_Event: TypeAlias = ArmTimer | Subscribe | Unsubscribe | BroadcastSignal | PublishMessage
_Call: TypeAlias = StartChild | CancelChild | PropagateError | PropagateEscalation

_NOTHING_CALLED: Mapping[int, UUID] = MappingProxyType({})
_NO_FORMS: Mapping[int, BoundForm] = MappingProxyType({})

FindActivityInstances = Callable[[list[int]], Mapping[int, UUID]]


def rows_of(
    outcome: Outcome,
    *,
    instance: Instance,
    now: datetime,
    find_activity_instances: FindActivityInstances,
    called: Mapping[int, UUID] = _NOTHING_CALLED,
    forms: Mapping[int, BoundForm] = _NO_FORMS,
) -> Rows:
    """Return the rows of an outcome.

    Args:
        outcome: What the engine answered.
        instance: Whose rows.
        now: When all of it happens.
        find_activity_instances: Tells the activity instances of visits that earlier commands
            began; called only where a user task is created at such a visit.
        called: Instances that were started for visits of this one; a call without one is left to
            a job.
        forms: The forms of user tasks, by their visits.
    """
    builder = _Builder(outcome.effects, instance=instance, now=now, called=called, forms=forms)
    builder.add_all(outcome.effects, find_activity_instances)
    builder.add_changes(outcome.changes)
    return builder.rows


class _Builder(Asker):
    """Sends every effect to where its rows are made."""

    def add_all(self, effects: Iterable[Effect], find: FindActivityInstances) -> None:
        """Add every effect, in its order."""
        effects = tuple(effects)
        began = {effect.visit for effect in effects if isinstance(effect, ActivityStarted)}
        earlier = [
            effect.visit
            for effect in effects
            if isinstance(effect, CreateUserTask) and effect.visit not in began
        ]
        if earlier:
            self.known = find(earlier)
        for effect in effects:
            self._add(effect)

    def _add(self, effect: Effect) -> None:
        match effect:
            case ActivityStarted():
                self.begin(effect)
            case ActivityEnded():
                self.end(effect)
            case FlowTaken():
                self.rows.events.append({"type": "flow_taken", "flow_id": effect.flow_id})
            case RaiseIncident():
                self.raise_incident(effect)
            case ResolveIncident():
                self.resolve_incident(effect.visit)
            case CreateUserTask() | CancelUserTask() | CreateJob() | CancelJob():
                self._add_work(effect)
            case ArmTimer() | Subscribe() | Unsubscribe() | BroadcastSignal() | PublishMessage():
                self._add_event(effect)
            case _:
                self._add_call(effect)

    def _add_work(self, effect: _Work) -> None:
        rows = self.rows
        match effect:
            case CreateUserTask():
                self.create_user_task(effect)
            case CancelUserTask():
                self.take_back("user_task", effect.visit, rows.user_tasks, rows.cancelled_tasks)
            case CreateJob():
                self.create_job(effect)
            case CancelJob():
                self.take_back("job", effect.visit, rows.jobs, rows.cancelled_jobs)
            case _:
                assert_never(effect)

    def _add_event(self, effect: _Event) -> None:
        rows = self.rows
        match effect:
            case ArmTimer():
                self.arm_timer(effect)
            case Subscribe():
                self.subscribe(effect)
            case BroadcastSignal():
                self.broadcast(effect)
            case PublishMessage():
                self.publish(effect)
            case Unsubscribe():
                self.take_back(
                    "subscription", effect.visit, rows.subscriptions, rows.cancelled_subscriptions
                )
            case _:
                assert_never(effect)

    def _add_call(self, effect: _Call) -> None:
        match effect:
            case StartChild():
                self.call(effect)
            case CancelChild():
                self.cancel_call(effect.visit)
            case PropagateError():
                self.tell("error_propagated", code=effect.code, message=effect.message)
            case PropagateEscalation():
                self.tell("escalation_propagated", code=effect.code)
            case _:
                assert_never(effect)
