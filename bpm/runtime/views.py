"""What commands answer, made of what they wrote, without reading it again."""

from bpm.core.bpmn import ProcessInfo
from bpm.definitions.contracts import Executable
from bpm.runtime.contracts import ProcessInstanceView, WaitingAt
from bpm.runtime.effects import Rows
from bpm.runtime.masking import show_variables
from bpm.runtime.step import StepPlan


def started_instance(
    plan: StepPlan, executable: Executable, *, include_variables: bool
) -> ProcessInstanceView:
    """Return a new instance as its starter reads it."""
    shown = None
    if include_variables:
        shown = show_variables(plan.own_variables, executable.secret_variables)
    return ProcessInstanceView(
        id=plan.instance.id,
        definition_id=executable.id,
        definition_key=executable.key,
        definition_name=executable.name,
        version=executable.version,
        business_key=plan.instance.business_key,
        state=plan.change.state,
        has_incidents=plan.change.open_incidents > 0,
        started_at=plan.instance.started_at,
        ended_at=plan.change.ended_at,
        started_by=plan.instance.started_by,
        parent_id=plan.instance.parent_id,
        root_id=plan.instance.root_instance_id,
        waiting_at=_waiting_at(plan.rows, executable),
        variables=None if shown is None else shown.variables,
        variable_types=None if shown is None else shown.variable_types,
        secret_variables=None if shown is None else shown.secret_variables,
    )


def type_of(info: ProcessInfo, activity_id: str) -> str:
    """Return the type of an activity, for a place that no visit has reached yet."""
    found = (activity.type for activity in info.activities if activity.id == activity_id)
    return next(found, "")


def _waiting_at(rows: Rows, executable: Executable) -> tuple[WaitingAt, ...]:
    activities = {activity.visit: activity for activity in rows.began}
    places = {
        visit: (task.activity_id, "user_task_id", task.id)
        for visit, task in rows.user_tasks.items()
    }
    places |= {visit: (job.activity_id, "job_id", job.id) for visit, job in rows.jobs.items()}
    places |= {
        visit: (subscription.activity_id, "subscription_id", subscription.id)
        for visit, subscription in rows.subscriptions.items()
    }
    places |= {
        visit: (activities[visit].activity_id, "called_instance_id", called)
        for visit, called in rows.called.items()
        if visit in activities and activities[visit].outcome is None
    }
    places |= {
        visit: (incident.activity_id, "incident_id", incident.id)
        for visit, incident in rows.incidents.items()
    }
    process = executable.process
    told = {activity_id for activity_id, _, _ in places.values()}
    rowless = {
        visit: found.activity_id
        for visit, found in activities.items()
        if found.outcome is None
        and found.activity_id not in told
        and process.waits_without_row(found.activity_id, found.activity_type)
    }
    waiting = [(visit, id_, {member: found}) for visit, (id_, member, found) in places.items()]
    waiting += [(visit, activity_id, {}) for visit, activity_id in rowless.items()]
    return tuple(
        WaitingAt(
            activity_id=activity_id,
            activity_type=type_of(process.info, activity_id),
            activity_name=process.activity_names.get(activity_id),
            activity_instance_id=activities[visit].id if visit in activities else None,
            **more,
        )
        for visit, activity_id, more in sorted(waiting, key=lambda place: place[0])
    )
