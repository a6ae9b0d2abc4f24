"""Reading jobs."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet, Subquery

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.jobs.contracts import JobState, JobView, LiveJob
from bpm.jobs.models import Job

_FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID),
    "definition_key": Field(path="definition_key"),
    "activity_id": Field(path="activity_id"),
    "kind": Field(path="kind"),
    "state": Field(path="state"),
    "suspended": Field(path="suspended", kind=FieldKind.FLAG),
    "due_at": Field(path="due_at", kind=FieldKind.TIME, is_sortable=True),
    "priority": Field(path="priority", kind=FieldKind.INTEGER, is_sortable=True),
    "retries_left": Field(path="retries_left", kind=FieldKind.INTEGER),
    "created_at": Field(path="created_at", kind=FieldKind.TIME, is_sortable=True),
}


def search_jobs(search: SearchRequest, *, actor: Actor) -> Page[JobView]:
    """Return a page of the jobs of instances whose process the actor may read.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        _visible(actor),
        search,
        fields=_FIELDS,
        default_sort=(Sort(field="due_at"),),
        view=_view_of,
    )


def list_jobs(process_instance_ids: Iterable[UUID]) -> Sequence[LiveJob]:
    """Return the jobs of these instances, whoever may see them."""
    rows = Job.objects.filter(process_instance_id__in=list(process_instance_ids))
    return [
        LiveJob(
            id=id_,
            process_instance_id=instance,
            visit=visit,
            activity_id=activity_id,
            state=state,
            suspended=suspended,
        )
        for id_, instance, visit, activity_id, state, suspended in rows.values_list(
            "id", "process_instance_id", "visit", "activity_id", "state", "suspended"
        )
    ]


def find_homeless_jobs(known: Subquery) -> Sequence[UUID]:
    """Return the instances that jobs name and that do not exist.

    Args:
        known: Ids of all instances.
    """
    homeless = Job.objects.exclude(process_instance_id__in=known)
    return list(homeless.values_list("process_instance_id", flat=True).distinct())


def has_ready_jobs() -> bool:
    """Return whether a worker would find something to do."""
    return Job.objects.filter(state=JobState.READY, suspended=False).exists()


def _visible(actor: Actor) -> QuerySet[Job]:
    rows = Job.objects.filter(tenant_id=actor.tenant_id)
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    return rows if keys is None else rows.filter(definition_key__in=sorted(keys))


def _view_of(job: Job) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        suspended=job.suspended,
        process_instance_id=job.process_instance_id,
        definition_key=job.definition_key,
        activity_id=job.activity_id,
        due_at=job.due_at,
        priority=job.priority,
        retries_left=job.retries_left,
        deaths=job.deaths,
        last_error=job.last_error,
        created_at=job.created_at,
    )
