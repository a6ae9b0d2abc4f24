"""How many instances of a definition run, have ended, and stand still."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Q

from bpm.core.engine.contracts import MULTI_INSTANCE_BODY
from bpm.runtime.contracts import ActivityCounts, InstanceCounts, StatisticsView
from bpm.runtime.models import ActivityInstance, Incident, ProcessInstance


def count_by_definition(definition_ids: Iterable[UUID]) -> Mapping[UUID, InstanceCounts]:
    """Return the counts of each definition; one without instances is left out.

    Whether the actor may read them is decided where the definitions are.
    """
    ids = list(definition_ids)
    live = Q(ended_at__isnull=True)
    rows = (
        ProcessInstance.objects.filter(definition_id__in=ids)
        .values_list("definition_id")
        .annotate(running=Count("id", filter=live), finished=Count("id", filter=~live))
    )
    incidents = dict(
        Incident.objects.filter(definition_id__in=ids, resolved_at__isnull=True)
        .values_list("definition_id")
        .annotate(count=Count("id"))
    )
    return {
        id_: InstanceCounts(running=running, finished=finished, incidents=incidents.get(id_, 0))
        for id_, running, finished in rows
    }


def count_live_instances(definition_ids: Iterable[UUID]) -> int:
    """Return how many instances of these definitions have not ended."""
    return ProcessInstance.objects.filter(
        definition_id__in=list(definition_ids), ended_at__isnull=True
    ).count()


def get_statistics(definition_id: UUID) -> StatisticsView:
    """Return the counts of one definition, activity by activity.

    Instances of a multi-instance activity count, the activity around them does not.
    Whether the actor may read them is decided where the definition is.
    """
    counts = count_by_definition([definition_id]).get(definition_id, InstanceCounts())
    visits = (
        ActivityInstance.objects.filter(definition_id=definition_id)
        .exclude(activity_type=MULTI_INSTANCE_BODY)
        .values_list("activity_id")
        .annotate(
            running=Count("id", filter=Q(ended_at__isnull=True)),
            finished=Count("id", filter=Q(ended_at__isnull=False)),
        )
    )
    incidents = dict(
        Incident.objects.filter(definition_id=definition_id, resolved_at__isnull=True)
        .values_list("activity_id")
        .annotate(count=Count("id"))
    )
    by_activity = {activity_id: (running, finished) for activity_id, running, finished in visits}
    return StatisticsView(
        running=counts.running,
        finished=counts.finished,
        incidents=counts.incidents,
        activities=tuple(
            ActivityCounts(
                activity_id=activity_id,
                running=by_activity.get(activity_id, (0, 0))[0],
                finished=by_activity.get(activity_id, (0, 0))[1],
                incidents=incidents.get(activity_id, 0),
            )
            for activity_id in sorted(by_activity.keys() | incidents.keys())
        ),
    )
