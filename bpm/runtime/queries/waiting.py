"""Where instances wait, and for what: a user task, a job, or a person who mends an incident."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bpm.definitions import queries as definitions
from bpm.jobs import queries as jobs
from bpm.messages import queries as messages
from bpm.runtime.contracts import WaitingAt
from bpm.runtime.models import ActivityInstance, Incident, ProcessInstance
from bpm.user_tasks import queries as user_tasks


@dataclass(slots=True, kw_only=True)
class _Place:
    """One visit at which something outside is waited for."""

    activity_id: str
    user_task_id: UUID | None = None
    job_id: UUID | None = None
    incident_id: UUID | None = None
    subscription_id: UUID | None = None
    called_instance_id: UUID | None = None


def waiting_places(rows: Iterable[ProcessInstance]) -> Mapping[UUID, Sequence[WaitingAt]]:
    """Return where each of these instances waits, oldest visit first, in five statements."""
    live = {row.id: row for row in rows if row.ended_at is None}
    if not live:
        return {}
    visits = list(
        ActivityInstance.objects.filter(process_instance_id__in=live, ended_at__isnull=True)
    )
    places = _find_places(live)
    for row in visits:
        if row.called_instance_id is not None:
            place = _place_at(places, row.process_instance_id, row.visit, row.activity_id)
            place.called_instance_id = row.called_instance_id
    _add_rowless(places, visits)
    activities = {
        (row.process_instance_id, row.visit): (row.id, row.activity_type) for row in visits
    }
    found: dict[UUID, list[WaitingAt]] = defaultdict(list)
    for (instance, visit), place in sorted(places.items()):
        process = definitions.get_executable_by_id(live[instance].definition_id).process
        types = {activity.id: activity.type for activity in process.info.activities}
        id_, kind = activities.get((instance, visit), (None, types.get(place.activity_id, "")))
        found[instance].append(
            WaitingAt(
                activity_id=place.activity_id,
                activity_type=kind,
                activity_name=process.activity_names.get(place.activity_id),
                activity_instance_id=id_,
                user_task_id=place.user_task_id,
                job_id=place.job_id,
                incident_id=place.incident_id,
                subscription_id=place.subscription_id,
                called_instance_id=place.called_instance_id,
            )
        )
    return found


_Places = dict[tuple[UUID, int], _Place]


def _add_rowless(places: _Places, visits: Iterable[ActivityInstance]) -> None:
    """Add what waits for a condition, or for a person's choice, and so for nothing with a row."""
    told = {(instance, place.activity_id) for (instance, _), place in places.items()}
    for row in visits:
        here = (row.process_instance_id, row.activity_id)
        process = definitions.get_executable_by_id(row.definition_id).process
        if here not in told and process.waits_without_row(row.activity_id, row.activity_type):
            _place_at(places, row.process_instance_id, row.visit, row.activity_id)


def _find_places(live: Mapping[UUID, ProcessInstance]) -> _Places:
    places: _Places = {}
    for task in user_tasks.list_open_tasks(live):
        place = _place_at(places, task.process_instance_id, task.visit, task.activity_id)
        place.user_task_id = task.id
    for job in jobs.list_jobs(live):
        if job.visit is not None:
            place = _place_at(places, job.process_instance_id, job.visit, job.activity_id)
            place.job_id = job.id
    for subscription in messages.list_subscriptions(live):
        place = _place_at(
            places,
            subscription.process_instance_id,
            subscription.visit,
            subscription.activity_id,
        )
        place.subscription_id = subscription.id
    open_incidents = Incident.objects.filter(
        process_instance_id__in=live, resolved_at__isnull=True, visit__isnull=False
    )
    for instance, visit, activity_id, id_ in open_incidents.values_list(
        "process_instance_id", "visit", "activity_id", "id"
    ):
        if visit is not None:
            _place_at(places, instance, visit, activity_id).incident_id = id_
    return places


def _place_at(places: _Places, instance: UUID, visit: int, activity_id: str) -> _Place:
    return places.setdefault((instance, visit), _Place(activity_id=activity_id))
