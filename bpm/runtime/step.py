"""From an outcome of the engine to the rows of one transaction.

A step is planned first, where reading is allowed, and then written in one go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bpm.base.ids import new_id
from bpm.base.sql import Statement, execute_together
from bpm.core.engine import STATE_FORMAT
from bpm.core.engine.contracts import INSTANCE_SCOPE, Context, EngineState, Outcome
from bpm.core.values import (
    JsonObject,
    TooManyVariablesError,
    Value,
    check_limits,
)
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import BoundForm
from bpm.files import services as files
from bpm.files.contracts import FileUse
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.messages import services as messages
from bpm.runtime import effects, file_references, store
from bpm.runtime.chains import Chain
from bpm.runtime.contracts import InstanceState
from bpm.runtime.errors import NewerStateFormatError, ProcessInstanceEndedError
from bpm.runtime.limits import variable_limits
from bpm.runtime.rows import Instance, InstanceChange, LockedInstance, ScopeChanges
from bpm.runtime.searchable import SearchableValue, searchable_values
from bpm.runtime.searchable_rows import save_searchable_values
from bpm.runtime.variables import LoadedScope, StoredScope, encode_scope
from bpm.user_tasks import services as user_tasks

STEP_BUDGET = 10_000
"""Steps that one command may take, those of the instances that it calls included."""

_NOTHING_LOADED = LoadedScope(values={})
_NEW_CHAIN = Chain()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does what, when.

    Args:
        actor: None for what the suite does by itself.
        command: Name of the command, as the history tells it.
        events: What the history tells before the effects of the engine.
        chain: From how many other commands it follows by signals and messages alone.
    """

    actor: Actor | None
    command: str
    now: datetime
    events: Sequence[JsonObject] = ()
    chain: Chain = _NEW_CHAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """Everything that one command writes about one instance.

    Args:
        scope: The instance's own variables, encoded; None where none of them changed.
        own_variables: The same as values, whether they changed or not.
        searchable: Of those that the definition declares searchable, the ones that changed.
        revision: After the command; 1 makes a new row.
        file_ids: Files that variables refer to by now.
    """

    instance: Instance
    doing: Doing
    rows: effects.Rows
    change: InstanceChange
    scopes: ScopeChanges
    scope: StoredScope | None
    own_variables: Mapping[str, Value]
    searchable: Sequence[SearchableValue]
    revision: int
    file_ids: frozenset[UUID]


def context_of(instance: Instance, *, now: datetime, step_budget: int = STEP_BUDGET) -> Context:
    """Return what the engine may know of the world for a command on this instance."""
    return Context(
        now=now,
        process_instance_id=str(instance.id),
        business_key=instance.business_key,
        started_by=instance.started_by,
        step_budget=step_budget,
        is_called=instance.parent_id is not None,
        limits=variable_limits(),
    )


def engine_state_of(locked: LockedInstance) -> EngineState:
    """Return the state to advance from.

    Raises:
        ProcessInstanceEndedError: There is none any more.
        NewerStateFormatError: A newer release wrote it; its own workers can read it.
    """
    if locked.engine_state is None:
        raise ProcessInstanceEndedError(f"The process instance is {locked.state.value}.")
    if locked.engine_state.state_format > STATE_FORMAT:
        raise NewerStateFormatError("Update this server, or wait for one of the newer ones.")
    return locked.engine_state


def write_start(plan: StepPlan, *, business_key_policy: str) -> None:
    """Write a new instance and what its first command led to."""
    insertion = store.insertion_of(
        plan.instance, plan.change, own_scope_of(plan), business_key_policy=business_key_policy
    )
    _write(plan, insertion)


def write_step(plan: StepPlan) -> None:
    """Write what a command led to; the instance must be locked."""
    _write(plan, store.update_of(plan.instance, plan.change, revision=plan.revision))


def own_scope_of(plan: StepPlan) -> StoredScope:
    """Return the own variables of a new instance as they are to be stored."""
    if plan.scope is None:
        raise AssertionError("A new instance always has its own scope planned.")
    return plan.scope


def history_event(
    instance: Instance, doing: Doing, *, revision: int | None, events: Sequence[JsonObject]
) -> NewHistoryEvent:
    """Return the row that tells what a command did to an instance."""
    actor = doing.actor
    return NewHistoryEvent(
        id=new_id(),
        tenant_id=instance.tenant_id,
        root_instance_id=instance.root_instance_id,
        process_instance_id=instance.id,
        at=doing.now,
        actor_id=None if actor is None else actor.id,
        actor=None if actor is None else actor.username,
        command=doing.command,
        revision=revision,
        events=[*doing.events, *events],
    )


def plan(
    instance: Instance,
    outcome: Outcome,
    doing: Doing,
    *,
    before: LockedInstance | None,
    called: Mapping[int, UUID],
    forms: Mapping[int, BoundForm],
) -> StepPlan:
    """Plan the rows of a command on one instance.

    Args:
        instance: Whose rows.
        outcome: All that the engine answered.
        doing: Who does what, when.
        before: The instance as it was locked; None for a new one.
        called: Instances that the command starts, by the visits of this one that call them.
        forms: The forms of user tasks that it creates, by their visits.

    Raises:
        InvalidInputError: The variables are too many or too large.
    """

    def find_activity_instances(visits: Sequence[int]) -> Mapping[int, UUID]:
        return store.find_activity_instances(instance.id, visits)

    rows = effects.rows_of(
        outcome,
        instance=instance,
        now=doing.now,
        find_activity_instances=find_activity_instances,
        called=called,
        forms=forms,
    )
    _check_variables(outcome)
    scope, scopes, local_scopes = _plan_scopes(outcome, before, rows.large_values)
    open_before = 0 if before is None else before.open_incidents
    if open_before and rows.cancelled_jobs:
        found = store.find_open_incidents(instance.id, rows.cancelled_jobs)
        rows.resolved_visits += sorted(found.difference(rows.resolved_visits))
    return StepPlan(
        instance=instance,
        doing=doing,
        rows=rows,
        change=InstanceChange(
            state=_state_after(outcome, before),
            ended_at=doing.now if outcome.is_completed else None,
            engine_state=None if outcome.is_completed else outcome.state,
            open_incidents=open_before + len(rows.incidents) - len(rows.resolved_visits),
            local_scopes=local_scopes,
            scope=scope,
        ),
        scopes=scopes,
        scope=scope,
        own_variables=outcome.state.scopes.get(INSTANCE_SCOPE, {}),
        searchable=_plan_searchable(instance, outcome, is_new=before is None),
        revision=1 if before is None else before.revision + 1,
        file_ids=file_references.file_ids_in(change.new for change in outcome.changes),
    )


def _state_after(outcome: Outcome, before: LockedInstance | None) -> InstanceState:
    if outcome.is_completed:
        return InstanceState.COMPLETED
    return InstanceState.ACTIVE if before is None else before.state


def _check_variables(outcome: Outcome) -> None:
    limits = variable_limits()
    check_limits({change.name: change.new for change in outcome.changes}, limits=limits)
    own: Mapping[str, Value] = outcome.state.scopes.get(INSTANCE_SCOPE, {})
    if len(own) > limits.count:
        raise TooManyVariablesError(
            f"The process instance would hold {len(own)} variables;"
            f" at most {limits.count} are allowed."
        )


def _plan_scopes(
    outcome: Outcome, before: LockedInstance | None, told: Mapping[str, bytes]
) -> tuple[StoredScope | None, ScopeChanges, int]:
    """Encode the scopes that changed; those of a finished instance below its own go.

    A scope below the instance's own has a row only once it holds a variable.

    Returns:
        The instance's own scope where it changed, what happens to the others, and how many of
        those have a row afterwards.
    """
    loaded = {} if before is None else before.scopes
    changed = {change.scope for change in outcome.changes}
    encoded = {
        scope: encode_scope(values, loaded.get(scope, _NOTHING_LOADED).kept)
        for scope, values in outcome.state.scopes.items()
        if scope in changed or (scope not in loaded and (values or scope == INSTANCE_SCOPE))
    }
    own = encoded.pop(INSTANCE_SCOPE, None)
    new_values = dict(told) if own is None else {**told, **own.new_values}
    for scope in encoded.values():
        new_values |= scope.new_values
    removed = set(outcome.removed_scopes)
    if outcome.is_completed:
        removed, encoded = set(loaded), {}
    removed = removed & loaded.keys() - {INSTANCE_SCOPE}
    changes = ScopeChanges(saved=encoded, removed=sorted(removed), new_values=new_values)
    return own, changes, len((loaded.keys() - removed | encoded.keys()) - {INSTANCE_SCOPE})


def _plan_searchable(
    instance: Instance, outcome: Outcome, *, is_new: bool
) -> tuple[SearchableValue, ...]:
    declared = definitions.get_executable_by_id(instance.definition_id).searchable_variables
    if not declared:
        return ()
    own: Mapping[str, Value] = outcome.state.scopes.get(INSTANCE_SCOPE, {})
    if not is_new:
        changed = {change.name for change in outcome.changes if change.scope == INSTANCE_SCOPE}
        declared = {name: kind for name, kind in declared.items() if name in changed}
    return searchable_values(declared, own)


def _write(plan: StepPlan, saved: Statement) -> None:
    """Write all of a plan.

    Args:
        plan: What a command led to.
        saved: What writes the instance itself.
    """
    instance, rows, now = plan.instance, plan.rows, plan.doing.now
    visits = store.activities_of(instance, rows.began, rows.ended, now=now)
    execute_together(*visits, history.insertion_of(told_by(plan)), saved)
    if plan.scopes != ScopeChanges():
        store.write_scopes(instance, plan.scopes)
    hold_files([plan])
    _cancel(plan)
    user_tasks.add_user_tasks(tuple(rows.user_tasks.values()))
    jobs.add_jobs(tuple(rows.jobs.values()))
    messages.add_subscriptions(tuple(rows.subscriptions.values()))
    if rows.incidents or rows.resolved_visits:
        opened = tuple(rows.incidents.values())
        store.write_incidents(instance, opened, rows.resolved_visits, now=now)
    save_searchable_values((instance, value) for value in plan.searchable)
    if any(job.due_at <= now for job in rows.jobs.values()):
        running.wake_after_commit()


def hold_files(plans: Sequence[StepPlan]) -> None:
    """Keep the files that variables refer to for as long as the instances are there."""
    uses = [
        FileUse(
            tenant_id=plan.instance.tenant_id,
            root_instance_id=plan.instance.root_instance_id,
            process_instance_id=plan.instance.id,
            file_ids=tuple(plan.file_ids),
        )
        for plan in plans
        if plan.file_ids
    ]
    files.hold_files(uses)


def _cancel(plan: StepPlan) -> None:
    instance_id, rows, now = plan.instance.id, plan.rows, plan.doing.now
    if rows.cancelled_tasks:
        user_tasks.cancel_user_tasks_at(instance_id, rows.cancelled_tasks, now=now)
    if rows.cancelled_jobs:
        jobs.cancel_jobs_at(instance_id, rows.cancelled_jobs)
    if rows.cancelled_subscriptions:
        messages.delete_subscriptions_at(instance_id, rows.cancelled_subscriptions)
    began = {activity.visit for activity in rows.began}
    called_late = {visit: id_ for visit, id_ in rows.called.items() if visit not in began}
    if called_late:
        store.set_called_instances(instance_id, called_late)


def told_by(plan: StepPlan) -> NewHistoryEvent:
    """Return the row that tells what a planned command does."""
    ending: list[JsonObject] = (
        [{"type": "process_instance_completed"}]
        if plan.change.state is InstanceState.COMPLETED
        else []
    )
    return history_event(
        plan.instance,
        plan.doing,
        revision=plan.revision,
        events=[*plan.rows.events, *ending],
    )
