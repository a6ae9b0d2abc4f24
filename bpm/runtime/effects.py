"""From what the engine asks for to the rows that say it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias, TypeVar, assert_never
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityStarted,
    CancelJob,
    CancelUserTask,
    CreateJob,
    CreateUserTask,
    Effect,
    FlowTaken,
    Outcome,
    RaiseIncident,
    ResolveIncident,
    VariableChange,
)
from bpm.core.values import JsonObject, dump_json, encode_variables
from bpm.jobs.contracts import NewJob
from bpm.runtime.rows import Instance, NewActivity, NewIncident
from bpm.runtime.variables import LARGE_VALUE_BYTES, digest
from bpm.user_tasks.contracts import NewUserTask

_New = TypeVar("_New")
_Work: TypeAlias = CreateUserTask | CancelUserTask | CreateJob | CancelJob

FindActivityInstances = Callable[[list[int]], Mapping[int, UUID]]


@dataclass(slots=True, kw_only=True)
class Rows:
    """What one outcome adds and ends, ready to be written; new rows by their visit.

    Args:
        cancelled_tasks: Visits whose user tasks earlier commands created.
        cancelled_jobs: Visits whose jobs earlier commands created; a job that has failed takes
            its incident with it.
        resolved_visits: Visits whose incidents earlier commands opened.
    """

    began: list[NewActivity] = field(default_factory=list)
    ended: dict[int, str] = field(default_factory=dict)
    user_tasks: dict[int, NewUserTask] = field(default_factory=dict)
    cancelled_tasks: list[int] = field(default_factory=list)
    jobs: dict[int, NewJob] = field(default_factory=dict)
    cancelled_jobs: list[int] = field(default_factory=list)
    incidents: dict[int, NewIncident] = field(default_factory=dict)
    resolved_visits: list[int] = field(default_factory=list)
    events: list[JsonObject] = field(default_factory=list)
    large_values: dict[str, bytes] = field(default_factory=dict)


def rows_of(
    outcome: Outcome,
    *,
    instance: Instance,
    now: datetime,
    find_activity_instances: FindActivityInstances,
) -> Rows:
    """Return the rows of an outcome.

    Args:
        outcome: What the engine answered.
        instance: Whose rows.
        now: When all of it happens.
        find_activity_instances: Tells the activity instances of visits that earlier commands
            began; called only where a user task is created at such a visit.
    """
    builder = _Builder(outcome.effects, instance=instance, now=now)
    builder.add_all(outcome.effects, find_activity_instances)
    builder.add_changes(outcome.changes)
    return builder.rows


class _Builder:
    """Gathers the rows of one outcome."""

    def __init__(self, effects: Iterable[Effect], *, instance: Instance, now: datetime) -> None:
        self.rows = Rows()
        self._instance = instance
        self._now = now
        self._outcomes = {
            effect.visit: effect.outcome.value
            for effect in effects
            if isinstance(effect, ActivityEnded)
        }
        self._activities: dict[int, NewActivity] = {}
        self._known: Mapping[int, UUID] = {}

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
            self._known = find(earlier)
        for effect in effects:
            self._add(effect)

    def add_changes(self, changes: Iterable[VariableChange]) -> None:
        """Tell the history what became of each variable; large values by their digest."""
        for change in changes:
            event: JsonObject = {"type": "variable_changed", "name": change.name}
            if change.scope:
                event["scope"] = Decimal(change.scope)
            self._add_value(event, "new", change)
            if not change.is_new:
                self._add_value(event, "old", change)
            self.rows.events.append(event)

    def _add(self, effect: Effect) -> None:
        match effect:
            case ActivityStarted():
                self._begin(effect)
            case ActivityEnded():
                self._end(effect)
            case FlowTaken():
                self.rows.events.append({"type": "flow_taken", "flow_id": effect.flow_id})
            case RaiseIncident():
                self._raise_incident(effect)
            case ResolveIncident():
                self._resolve_incident(effect.visit)
            case _:
                self._add_work(effect)

    def _add_work(self, effect: _Work) -> None:
        rows = self.rows
        match effect:
            case CreateUserTask():
                self._create_user_task(effect)
            case CancelUserTask():
                self._take_back("user_task", effect.visit, rows.user_tasks, rows.cancelled_tasks)
            case CreateJob():
                self._create_job(effect)
            case CancelJob():
                self._take_back("job", effect.visit, rows.jobs, rows.cancelled_jobs)
            case _:
                assert_never(effect)

    def _begin(self, effect: ActivityStarted) -> None:
        activity = NewActivity(
            id=new_id(),
            visit=effect.visit,
            scope=effect.scope,
            activity_id=effect.activity_id,
            activity_type=effect.activity_type,
            loop_index=effect.loop_index,
            outcome=self._outcomes.get(effect.visit),
        )
        self._activities[effect.visit] = activity
        self.rows.began.append(activity)
        self.rows.events.append(
            {
                "type": "activity_started",
                "visit": Decimal(effect.visit),
                "activity_id": effect.activity_id,
                "activity_type": effect.activity_type,
            }
        )

    def _end(self, effect: ActivityEnded) -> None:
        if effect.visit not in self._activities:
            self.rows.ended[effect.visit] = effect.outcome.value
        self.rows.events.append(
            {
                "type": "activity_ended",
                "visit": Decimal(effect.visit),
                "outcome": effect.outcome.value,
            }
        )

    def _take_back(self, what: str, visit: int, added: dict[int, _New], gone: list[int]) -> None:
        """End what waits at a visit; what this very command asked for is never written."""
        if added.pop(visit, None) is None:
            gone.append(visit)
        self.rows.events.append({"type": f"{what}_cancelled", "visit": Decimal(visit)})

    def _resolve_incident(self, visit: int) -> None:
        if self.rows.incidents.pop(visit, None) is None:
            self.rows.resolved_visits.append(visit)
        self.rows.events.append({"type": "incident_resolved", "visit": Decimal(visit)})

    def _create_user_task(self, effect: CreateUserTask) -> None:
        activity = self._activities.get(effect.visit)
        candidates = [f"user:{name}" for name in effect.candidate_users]
        candidates += [f"group:{name}" for name in effect.candidate_groups]
        task = NewUserTask(
            id=new_id(),
            tenant_id=self._instance.tenant_id,
            root_instance_id=self._instance.root_instance_id,
            process_instance_id=self._instance.id,
            definition_id=self._instance.definition_id,
            definition_key=self._instance.definition_key,
            business_key=self._instance.business_key,
            started_by=self._instance.started_by,
            activity_instance_id=activity.id if activity else self._known[effect.visit],
            visit=effect.visit,
            activity_id=effect.activity_id,
            name=effect.name,
            assignee=effect.assignee,
            candidates=tuple(dict.fromkeys(candidates)),
            priority=effect.priority,
            due_at=effect.due_at,
            follow_up_at=effect.follow_up_at,
            form_key=effect.form_key,
            created_at=self._now,
        )
        self.rows.user_tasks[effect.visit] = task
        self.rows.events.append(
            {
                "type": "user_task_created",
                "visit": Decimal(effect.visit),
                "activity_id": effect.activity_id,
                "user_task_id": str(task.id),
                "assignee": effect.assignee,
            }
        )

    def _create_job(self, effect: CreateJob) -> None:
        job = NewJob(
            id=new_id(),
            tenant_id=self._instance.tenant_id,
            root_instance_id=self._instance.root_instance_id,
            process_instance_id=self._instance.id,
            definition_id=self._instance.definition_id,
            definition_key=self._instance.definition_key,
            visit=effect.visit,
            activity_id=effect.activity_id,
            kind=effect.kind.value,
            due_at=self._now,
            created_at=self._now,
            priority=effect.priority,
            retry_delays=effect.retry_delays,
            exclusive_key=self._instance.id if effect.exclusive else None,
        )
        self.rows.jobs[effect.visit] = job
        self.rows.events.append(
            {
                "type": "job_created",
                "visit": Decimal(effect.visit),
                "activity_id": effect.activity_id,
                "kind": effect.kind.value,
                "job_id": str(job.id),
            }
        )

    def _raise_incident(self, effect: RaiseIncident) -> None:
        incident = NewIncident(
            id=new_id(),
            visit=effect.visit,
            activity_id=effect.activity_id,
            kind=effect.kind,
            job_id=None,
            fingerprint=effect.fingerprint,
            message=effect.message,
            detail=effect.detail,
        )
        self.rows.incidents[effect.visit] = incident
        self.rows.events.append(incident_opened(incident))

    def _add_value(self, event: JsonObject, member: str, change: VariableChange) -> None:
        value = change.new if member == "new" else change.old
        encoded, types = encode_variables({change.name: value})
        if types:
            event[f"{member}_types"] = dict(types)
        plain = encoded[change.name]
        data = dump_json(plain) if isinstance(plain, str | list | dict) else b""
        if len(data) <= LARGE_VALUE_BYTES:
            event[member] = plain
            return
        sha256 = digest(data)
        event[f"{member}_large"] = sha256
        if member == "new":
            # A value overwritten within the command is nowhere else; an old one is stored.
            self.rows.large_values[sha256] = data


def incident_opened(incident: NewIncident) -> JsonObject:
    """Return what the history tells of a new incident."""
    return {
        "type": "incident_opened",
        "incident_id": str(incident.id),
        "visit": None if incident.visit is None else Decimal(incident.visit),
        "activity_id": incident.activity_id,
        "kind": incident.kind,
        "message": incident.message,
    }
