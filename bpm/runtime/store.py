"""The hot writes of process instances, and reading one under its lock.

Plain SQL: what every step writes as one statement, everything else as one for each table.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from bpm.base.sql import SqlParameters, Statement, sql_array
from bpm.core.engine.contracts import INSTANCE_SCOPE, EngineState
from bpm.runtime import reading, statements
from bpm.runtime.contracts import InstanceState
from bpm.runtime.rows import (
    Instance,
    InstanceChange,
    LockedHeader,
    LockedInstance,
    NewActivity,
    NewIncident,
    ScopeChanges,
)
from bpm.runtime.variables import StoredScope


def lock_instance(process_instance_id: UUID) -> LockedInstance | None:
    """Lock an instance for the rest of the transaction and read all of it.

    Returns:
        None where there is no such instance.
    """
    return _read_instance(process_instance_id, statements.LOCK_INSTANCE)


def read_instance(process_instance_id: UUID) -> LockedInstance | None:
    """Read all of an instance without a lock: for what is not going to write it.

    Returns:
        None where there is no such instance.
    """
    return _read_instance(process_instance_id, statements.READ_WHOLE_INSTANCE)


def _read_instance(process_instance_id: UUID, statement: str) -> LockedInstance | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [process_instance_id])
        row = cursor.fetchone()
    if row is None:
        return None
    *plain, state, revision, open_incidents, local_scopes, tokens, state_format = row[:-3]
    texts = {INSTANCE_SCOPE: tuple(row[-3:])}
    # A new statement, because a row that was waited for shows its scopes of before the wait.
    texts |= reading.read_local_scopes(process_instance_id) if local_scopes else {}
    scopes = reading.decode_scopes(process_instance_id, texts)
    return LockedInstance(
        instance=_instance_of(plain),
        state=InstanceState(state),
        revision=revision,
        open_incidents=open_incidents,
        engine_state=None
        if tokens is None
        else EngineState(
            tokens=bytes(tokens),
            state_format=state_format,
            scopes={scope: loaded.values for scope, loaded in scopes.items()},
        ),
        scopes=scopes,
    )


def lock_children(process_instance_ids: Sequence[UUID], *, limit: int) -> list[LockedHeader]:
    """Lock live instances that these instances have called, one level down, by their ids."""
    parents = sql_array(process_instance_ids)
    return _lock_headers(statements.LOCK_CHILDREN, {"parents": parents, "limit": limit})


def lock_called(
    process_instance_id: UUID, visits: Sequence[int], *, limit: int
) -> list[LockedHeader]:
    """Lock live instances that some visits of an instance have called, by their ids."""
    return _lock_headers(
        statements.LOCK_CALLED,
        {"parent": process_instance_id, "visits": sql_array(visits), "limit": limit},
    )


def lock_some_in_state_below(
    process_instance_id: UUID, *, state: InstanceState, limit: int
) -> list[LockedHeader]:
    """Lock some of the instances in a state, anywhere below an instance, callers first."""
    return _lock_headers(
        statements.LOCK_SOME_IN_STATE_BELOW,
        {"top": process_instance_id, "state": state.value, "limit": limit},
    )


def lock_some_forsaken_below(process_instance_id: UUID, *, limit: int) -> list[LockedHeader]:
    """Lock some of the live instances below an instance whose caller waits no more."""
    return _lock_headers(
        statements.LOCK_SOME_FORSAKEN_BELOW, {"top": process_instance_id, "limit": limit}
    )


def _lock_headers(sql: str, parameters: SqlParameters) -> list[LockedHeader]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [
            LockedHeader(
                instance=_instance_of(plain), state=InstanceState(state), revision=revision
            )
            for *plain, state, revision in cursor.fetchall()
        ]


def cancel_instances(process_instance_ids: Sequence[UUID], *, now: datetime) -> None:
    """Save the end of instances that this transaction has locked and cancels."""
    with connection.cursor() as cursor:
        cursor.execute(
            statements.CANCEL_INSTANCES, {"instances": sql_array(process_instance_ids), "now": now}
        )


def count_incidents(process_instance_id: UUID, *, more: int) -> None:
    """Note that a locked instance, over or not, has so many more open incidents, or fewer."""
    with connection.cursor() as cursor:
        cursor.execute(statements.COUNT_INCIDENTS, {"id": process_instance_id, "more": more})


def set_state(process_instance_ids: Sequence[UUID], *, state: InstanceState) -> None:
    """Save another state of live instances that this transaction has locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            statements.SET_STATE,
            {"instances": sql_array(process_instance_ids), "state": state.value},
        )


def _instance_of(plain: Sequence[Any]) -> Instance:
    id_, tenant_id, root_id, parent_id, definition_id, key, business_key, at, by, *call = plain
    return Instance(
        id=id_,
        tenant_id=tenant_id,
        root_instance_id=root_id,
        parent_id=parent_id,
        definition_id=definition_id,
        definition_key=key,
        business_key=business_key,
        started_at=at,
        started_by=by,
        calling_visit=call[0],
        call_depth=call[1],
    )


def insertion_of(
    instance: Instance, change: InstanceChange, scope: StoredScope, *, business_key_policy: str
) -> Statement:
    """Return what writes a new instance, in the state in which its first command leaves it."""
    return Statement(
        statements.INSERT_INSTANCE,
        {
            **_identity_of(instance),
            "parent": instance.parent_id,
            "key": instance.definition_key,
            "business_key": instance.business_key,
            "policy": business_key_policy,
            "started_at": instance.started_at,
            "started_by": instance.started_by,
            "calling_visit": instance.calling_visit,
            "call_depth": instance.call_depth,
            **_parameters_of(change),
            **_variables_of(scope),
        },
    )


def update_of(instance: Instance, change: InstanceChange, *, revision: int) -> Statement:
    """Return what saves an instance that this transaction has locked.

    Args:
        instance: Whose row.
        change: What becomes of it.
        revision: The new one.
    """
    parameters = {"instance": instance.id, "revision": revision, **_parameters_of(change)}
    if change.scope is None:
        return Statement(statements.UPDATE_INSTANCE, parameters)
    parameters |= _variables_of(change.scope)
    return Statement(statements.UPDATE_INSTANCE_AND_VARIABLES, parameters)


def activities_of(
    instance: Instance, began: Sequence[NewActivity], ended: Mapping[int, str], *, now: datetime
) -> list[Statement]:
    """Return what writes the visits that began, and ends those of earlier commands.

    Args:
        instance: Whose visits.
        began: New visits.
        ended: Outcome by visit, of visits that earlier commands began.
        now: When all of it happened.
    """
    found = []
    if ended:
        parameters: SqlParameters = {
            "instance": instance.id,
            "now": now,
            "ended": sql_array(ended),
            "outcomes": sql_array(ended.values()),
        }
        found.append(Statement(statements.END_ACTIVITIES, parameters))
    if began:
        parameters = _identity_of(instance) | {
            "now": now,
            "ids": sql_array([activity.id for activity in began]),
            "visits": sql_array([activity.visit for activity in began]),
            "scopes": sql_array([activity.scope for activity in began]),
            "activity_ids": sql_array([activity.activity_id for activity in began]),
            "types": sql_array([activity.activity_type for activity in began]),
            "loop_indexes": sql_array([activity.loop_index for activity in began]),
            "new_outcomes": sql_array([activity.outcome for activity in began]),
            "called": sql_array([activity.called_instance_id for activity in began]),
        }
        found.append(Statement(statements.BEGIN_ACTIVITIES, parameters))
    return found


def _identity_of(instance: Instance) -> SqlParameters:
    return {
        "instance": instance.id,
        "tenant": instance.tenant_id,
        "root": instance.root_instance_id,
        "definition": instance.definition_id,
    }


def _parameters_of(change: InstanceChange) -> SqlParameters:
    tokens = change.engine_state
    return {
        "state": change.state.value,
        "ended_at": change.ended_at,
        "tokens": None if tokens is None else tokens.tokens,
        "state_format": None if tokens is None else tokens.state_format,
        "open_incidents": change.open_incidents,
        "local_scopes": change.local_scopes,
    }


def _variables_of(scope: StoredScope) -> SqlParameters:
    return {
        "variables": scope.variables,
        "variable_types": scope.variable_types,
        "large_variables": scope.large_variables,
    }


def end_all_activities(
    process_instance_ids: Sequence[UUID], *, outcome: str, now: datetime
) -> dict[UUID, list[int]]:
    """End every open visit of instances and return those visits."""
    found: dict[UUID, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            statements.END_ALL_ACTIVITIES, [now, outcome, sql_array(process_instance_ids)]
        )
        for process_instance_id, visit in cursor.fetchall():
            found.setdefault(process_instance_id, []).append(visit)
    return {id_: sorted(visits) for id_, visits in found.items()}


def set_called_instances(process_instance_id: UUID, called: Mapping[int, UUID]) -> None:
    """Note which instances were called by visits that earlier commands began."""
    parameters: SqlParameters = {
        "instance": process_instance_id,
        "visits": sql_array(called),
        "called": sql_array(called.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.SET_CALLED, parameters)


def find_activity_instances(process_instance_id: UUID, visits: Sequence[int]) -> dict[int, UUID]:
    """Return the activity instance of each visit that has one."""
    with connection.cursor() as cursor:
        cursor.execute(statements.FIND_ACTIVITIES, [process_instance_id, list(visits)])
        return dict(cursor.fetchall())


def write_scopes(instance: Instance, changes: ScopeChanges) -> None:
    """Write what happened to scopes and large values; nothing in the usual case."""
    if not (changes.new_values or changes.removed or changes.saved):
        return
    identity: SqlParameters = {
        "instance": instance.id,
        "tenant": instance.tenant_id,
        "root": instance.root_instance_id,
    }
    with connection.cursor() as cursor:
        if changes.new_values:
            parameters = identity | {
                "digests": [bytes.fromhex(name) for name in changes.new_values],
                "values": list(changes.new_values.values()),
            }
            cursor.execute(statements.INSERT_LARGE_VALUES, parameters)
        if changes.removed:
            cursor.execute(statements.DELETE_SCOPES, [instance.id, list(changes.removed)])
        if changes.saved:
            stored = list(changes.saved.values())
            parameters = identity | {
                "scopes": sql_array(changes.saved),
                "variables": sql_array(scope.variables for scope in stored),
                "variable_types": sql_array(scope.variable_types for scope in stored),
                "large_variables": sql_array(scope.large_variables for scope in stored),
            }
            cursor.execute(statements.SAVE_SCOPES, parameters)


def write_incidents(
    instance: Instance,
    opened: Sequence[NewIncident],
    resolved_visits: Sequence[int],
    *,
    now: datetime,
) -> None:
    """Resolve incidents of these visits, then open new ones; nothing in the usual case."""
    if not (resolved_visits or opened):
        return
    with connection.cursor() as cursor:
        if resolved_visits:
            cursor.execute(statements.RESOLVE_INCIDENTS, [now, instance.id, list(resolved_visits)])
        if opened:
            parameters: SqlParameters = {
                "instance": instance.id,
                "tenant": instance.tenant_id,
                "root": instance.root_instance_id,
                "definition": instance.definition_id,
                "key": instance.definition_key,
                "business_key": instance.business_key,
                "now": now,
                "ids": sql_array(incident.id for incident in opened),
                "visits": sql_array(incident.visit for incident in opened),
                "activity_ids": sql_array(incident.activity_id for incident in opened),
                "kinds": sql_array(incident.kind for incident in opened),
                "job_ids": sql_array(incident.job_id for incident in opened),
                "fingerprints": sql_array(incident.fingerprint for incident in opened),
                "messages": sql_array(incident.message for incident in opened),
                "details": sql_array(incident.detail for incident in opened),
            }
            cursor.execute(statements.INSERT_INCIDENTS, parameters)


def find_open_incidents(process_instance_id: UUID, visits: Sequence[int]) -> set[int]:
    """Return those of these visits that an open incident stands at."""
    with connection.cursor() as cursor:
        cursor.execute(statements.FIND_OPEN_INCIDENTS, [process_instance_id, list(visits)])
        return {visit for (visit,) in cursor.fetchall()}


def find_incidents_of_job(process_instance_id: UUID, job_id: UUID) -> list[int | None]:
    """Return the visits at which the open incidents of a job stand: one, or none.

    The visit is None where the job belongs to the whole instance.
    """
    with connection.cursor() as cursor:
        cursor.execute(statements.FIND_INCIDENTS_OF_JOB, [process_instance_id, job_id])
        return [visit for (visit,) in cursor.fetchall()]


def resolve_incidents_of_job(process_instance_id: UUID, job_id: UUID, *, now: datetime) -> None:
    """Resolve the open incidents of a job."""
    with connection.cursor() as cursor:
        cursor.execute(statements.RESOLVE_INCIDENTS_OF_JOB, [now, process_instance_id, job_id])


def resolve_all_incidents(process_instance_ids: Sequence[UUID], *, now: datetime) -> None:
    """Resolve every open incident of instances, because they end."""
    with connection.cursor() as cursor:
        cursor.execute(statements.RESOLVE_ALL_INCIDENTS, [now, sql_array(process_instance_ids)])


def delete_all_scopes(process_instance_ids: Sequence[UUID]) -> None:
    """Delete the scopes below the instances' own, because they end."""
    with connection.cursor() as cursor:
        cursor.execute(statements.DELETE_ALL_SCOPES, [sql_array(process_instance_ids)])
