"""Writing the instances that a command calls: one statement for each table, however many.

All of them are new, so that nothing of theirs is ended, cancelled or resolved.
"""

from collections.abc import Sequence
from typing import TypeAlias

from django.db import connection

from bpm.base.sql import SqlParameters, sql_array
from bpm.history import services as history
from bpm.jobs import running, services as jobs
from bpm.messages import services as messages
from bpm.runtime import statements, step
from bpm.runtime.searchable_rows import save_searchable_values
from bpm.runtime.step import StepPlan
from bpm.user_tasks import services as user_tasks

Called: TypeAlias = Sequence[tuple[StepPlan, str]]
"""Plans with the policies of their business keys; callers before those that they call."""


def write_called(called: Called) -> None:
    """Write new instances and what their first command led to; within the caller's pipeline."""
    if not called:
        return
    plans = [plan for plan, _ in called]
    _insert_instances(called)
    _insert_activities(plans)
    _insert_scopes(plans)
    step.hold_files(plans)
    user_tasks.add_user_tasks([task for plan in plans for task in plan.rows.user_tasks.values()])
    added = [job for plan in plans for job in plan.rows.jobs.values()]
    jobs.add_jobs(added)
    messages.add_subscriptions(
        [found for plan in plans for found in plan.rows.subscriptions.values()]
    )
    _insert_incidents(plans)
    save_searchable_values((plan.instance, value) for plan in plans for value in plan.searchable)
    history.record([step.told_by(plan) for plan in plans])
    if any(job.due_at <= job.created_at for job in added):
        running.wake_after_commit()


def _execute(sql: str, parameters: SqlParameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _insert_instances(called: Called) -> None:
    plans = [plan for plan, _ in called]
    instances = [plan.instance for plan in plans]
    tokens = [plan.change.engine_state for plan in plans]
    scopes = [step.own_scope_of(plan) for plan in plans]
    _execute(
        statements.INSERT_INSTANCES,
        {
            "ids": sql_array(x.id for x in instances),
            "tenants": sql_array(x.tenant_id for x in instances),
            "roots": sql_array(x.root_instance_id for x in instances),
            "parents": sql_array(x.parent_id for x in instances),
            "definitions": sql_array(x.definition_id for x in instances),
            "keys": sql_array(x.definition_key for x in instances),
            "business_keys": sql_array(x.business_key for x in instances),
            "policies": sql_array(policy for _, policy in called),
            "started": sql_array(x.started_at for x in instances),
            "starters": sql_array(x.started_by for x in instances),
            "visits": sql_array(x.calling_visit for x in instances),
            "depths": sql_array(x.call_depth for x in instances),
            "states": sql_array(plan.change.state.value for plan in plans),
            "ended": sql_array(plan.change.ended_at for plan in plans),
            "tokens": [None if found is None else found.tokens for found in tokens],
            "formats": sql_array(None if found is None else found.state_format for found in tokens),
            "incidents": sql_array(plan.change.open_incidents for plan in plans),
            "scopes": sql_array(plan.change.local_scopes for plan in plans),
            "variables": sql_array(scope.variables for scope in scopes),
            "types": sql_array(scope.variable_types for scope in scopes),
            "large": sql_array(scope.large_variables for scope in scopes),
        },
    )


def _insert_activities(plans: Sequence[StepPlan]) -> None:
    began = [(plan, activity) for plan in plans for activity in plan.rows.began]
    if not began:
        return
    _execute(
        statements.INSERT_ACTIVITIES,
        {
            "tenant": plans[0].instance.tenant_id,
            "root": plans[0].instance.root_instance_id,
            "now": plans[0].doing.now,
            "instances": sql_array(plan.instance.id for plan, _ in began),
            "definitions": sql_array(plan.instance.definition_id for plan, _ in began),
            "ids": sql_array(activity.id for _, activity in began),
            "visits": sql_array(activity.visit for _, activity in began),
            "scopes": sql_array(activity.scope for _, activity in began),
            "activity_ids": sql_array(activity.activity_id for _, activity in began),
            "types": sql_array(activity.activity_type for _, activity in began),
            "loop_indexes": sql_array(activity.loop_index for _, activity in began),
            "outcomes": sql_array(activity.outcome for _, activity in began),
            "called": sql_array(activity.called_instance_id for _, activity in began),
        },
    )


def _insert_scopes(plans: Sequence[StepPlan]) -> None:
    identity = {
        "tenant": plans[0].instance.tenant_id,
        "root": plans[0].instance.root_instance_id,
    }
    values = [
        (plan.instance.id, digest, value)
        for plan in plans
        for digest, value in plan.scopes.new_values.items()
    ]
    if values:
        _execute(
            statements.INSERT_LARGE_VALUES_OF_MANY,
            identity
            | {
                "instances": sql_array(instance_id for instance_id, _, _ in values),
                "digests": [bytes.fromhex(digest) for _, digest, _ in values],
                "values": [value for _, _, value in values],
            },
        )
    saved = [
        (plan.instance.id, number, scope)
        for plan in plans
        for number, scope in plan.scopes.saved.items()
    ]
    if saved:
        _execute(
            statements.INSERT_SCOPES_OF_MANY,
            identity
            | {
                "instances": sql_array(instance_id for instance_id, _, _ in saved),
                "scopes": sql_array(number for _, number, _ in saved),
                "variables": sql_array(scope.variables for _, _, scope in saved),
                "types": sql_array(scope.variable_types for _, _, scope in saved),
                "large": sql_array(scope.large_variables for _, _, scope in saved),
            },
        )


def _insert_incidents(plans: Sequence[StepPlan]) -> None:
    opened = [(plan.instance, found) for plan in plans for found in plan.rows.incidents.values()]
    if not opened:
        return
    _execute(
        statements.INSERT_INCIDENTS_OF_MANY,
        {
            "tenant": plans[0].instance.tenant_id,
            "root": plans[0].instance.root_instance_id,
            "now": plans[0].doing.now,
            "instances": sql_array(instance.id for instance, _ in opened),
            "definitions": sql_array(instance.definition_id for instance, _ in opened),
            "keys": sql_array(instance.definition_key for instance, _ in opened),
            "business_keys": sql_array(instance.business_key for instance, _ in opened),
            "ids": sql_array(found.id for _, found in opened),
            "visits": sql_array(found.visit for _, found in opened),
            "activity_ids": sql_array(found.activity_id for _, found in opened),
            "kinds": sql_array(found.kind for _, found in opened),
            "job_ids": sql_array(found.job_id for _, found in opened),
            "fingerprints": sql_array(found.fingerprint for _, found in opened),
            "messages": sql_array(found.message for _, found in opened),
            "details": sql_array(found.detail for _, found in opened),
        },
    )
