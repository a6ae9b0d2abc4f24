"""Where instances wait, and for what: a user task, a job, or a person who mends an incident."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bpm.definitions import queries as definitions
from bpm.jobs import queries as jobs
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


def waiting_places(rows: Iterable[ProcessInstance]) -> Mapping[UUID, Sequence[WaitingAt]]:
    """Return where each of these instances waits, oldest visit first, in four statements."""
    live = {row.id: row for row in rows if row.ended_at is None}
    if not live:
        return {}
    places = _find_places(live)
    activities = {
        (instance, visit): (id_, kind)
        for instance, visit, id_, kind in ActivityInstance.objects.filter(
            process_instance_id__in=live, ended_at__isnull=True
        ).values_list("process_instance_id", "visit", "id", "activity_type")
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
            )
        )
    return found


def _find_places(live: Mapping[UUID, ProcessInstance]) -> dict[tuple[UUID, int], _Place]:
    places: dict[tuple[UUID, int], _Place] = {}
    for task in user_tasks.list_open_tasks(live):
        place = places.setdefault(
            (task.process_instance_id, task.visit), _Place(activity_id=task.activity_id)
        )
        place.user_task_id = task.id
    for job in jobs.list_jobs(live):
        if job.visit is not None:
            place = places.setdefault(
                (job.process_instance_id, job.visit), _Place(activity_id=job.activity_id)
            )
            place.job_id = job.id
    open_incidents = Incident.objects.filter(
        process_instance_id__in=live, resolved_at__isnull=True, visit__isnull=False
    )
    for instance, visit, activity_id, id_ in open_incidents.values_list(
        "process_instance_id", "visit", "activity_id", "id"
    ):
        if visit is not None:
            place = places.setdefault((instance, visit), _Place(activity_id=activity_id))
            place.incident_id = id_
    return places
