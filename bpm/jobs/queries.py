"""Reading jobs."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet, Subquery

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort
from bpm.definitions import queries as definitions
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.jobs.contracts import JobState, JobView, LiveJob
from bpm.jobs.errors import JobNotFoundError
from bpm.jobs.models import Job

_FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID),
    "definition_id": Field(path="definition_id", kind=FieldKind.ID),
    "definition_key": Field(path="definition_key", is_sortable=True),
    "activity_id": Field(path="activity_id"),
    "state": Field(path="state", choices=tuple(JobState)),
    "suspended": Field(path="suspended", kind=FieldKind.FLAG),
    "due_at": Field(path="due_at", kind=FieldKind.TIME, is_sortable=True),
    "priority": Field(path="priority", kind=FieldKind.INTEGER, is_sortable=True),
    "retries_left": Field(path="retries_left", kind=FieldKind.INTEGER),
    "deaths": Field(path="deaths", kind=FieldKind.INTEGER),
    "last_error": Field(path="last_error", is_nullable=True),
    "worker": Field(path="worker", is_nullable=True),
    "lease_until": Field(path="lease_until", kind=FieldKind.TIME, is_nullable=True),
    "created_at": Field(path="created_at", kind=FieldKind.TIME, is_sortable=True),
}


_kinds: set[str] = set()


def know_kinds(kinds: Iterable[str]) -> None:
    """Let searches accept these kinds of job; called when Django starts."""
    _kinds.update(kinds)


def search_jobs(search: SearchRequest, *, actor: Actor) -> Page[JobView]:
    """Return a page of the jobs of instances whose process the actor may read.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        _visible(actor),
        search,
        fields={**_FIELDS, "kind": Field(path="kind", choices=tuple(sorted(_kinds)))},
        default_sort=(Sort(field="due_at"),),
        view=_view_of,
    )


def get_job(job_id: UUID, *, actor: Actor) -> JobView:
    """Return a job.

    Raises:
        JobNotFoundError: It does not exist, or is not the actor's to see.
    """
    return _view_of(get_job_row(job_id, actor=actor))


def get_job_row(job_id: UUID, *, actor: Actor) -> Job:
    """Return a job as it is stored, for this app only.

    Raises:
        JobNotFoundError: It does not exist, or is not the actor's to see.
    """
    row = _visible(actor).filter(id=job_id).first()
    if row is None:
        raise JobNotFoundError(f"There is no job {job_id} for you.")
    return row


def list_jobs(process_instance_ids: Iterable[UUID]) -> Sequence[LiveJob]:
    """Return the jobs of these instances, whoever may see them."""
    rows = Job.objects.filter(process_instance_id__in=list(process_instance_ids))
    columns = ("id", "process_instance_id", "visit", "activity_id", "kind", "state", "suspended")
    return [LiveJob(**row) for row in rows.values(*columns)]


def find_roots_with(kind: str, root_instance_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of these root instances that have a job of a kind, or one below them has."""
    rows = Job.objects.filter(kind=kind, root_instance_id__in=set(root_instance_ids))
    return frozenset(rows.values_list("root_instance_id", flat=True))


def find_kind(job_id: UUID, *, tenant_id: UUID) -> str | None:
    """Return the kind of a job, or None where it is gone."""
    rows = Job.objects.filter(tenant_id=tenant_id, id=job_id)
    return rows.values_list("kind", flat=True).first()


def list_jobs_of_kinds(kinds: Iterable[str]) -> Sequence[LiveJob]:
    """Return all jobs of these kinds, of all tenants."""
    columns = ("id", "process_instance_id", "visit", "activity_id", "kind", "state", "suspended")
    rows = Job.objects.filter(kind__in=list(kinds)).order_by("id")
    return [LiveJob(**row) for row in rows.values(*columns)]


def find_homeless_jobs(known: Subquery, *, other_than: Iterable[str] = ()) -> Sequence[UUID]:
    """Return the instances that jobs name and that do not exist.

    Args:
        known: Ids of all instances.
        other_than: Kinds of jobs that need no instance.
    """
    homeless = Job.objects.exclude(kind__in=list(other_than))
    homeless = homeless.exclude(process_instance_id__in=known)
    return list(homeless.values_list("process_instance_id", flat=True).distinct())


def count_of_instances(instances: Subquery) -> int:
    """Return how many jobs wait in these process instances."""
    return Job.objects.filter(process_instance_id__in=instances).count()


def count_ready_jobs(*, limit: int) -> int:
    """Return how many jobs workers would find to do, counted up to a limit."""
    return Job.objects.filter(state=JobState.READY, suspended=False)[:limit].count()


def _visible(actor: Actor) -> QuerySet[Job]:
    rows = Job.objects.filter(tenant_id=actor.tenant_id)
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    return rows if keys is None else rows.filter(definition_key__in=sorted(keys))


def _view_of(job: Job) -> JobView:
    executable = definitions.get_executable_by_id(job.definition_id)
    return JobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        suspended=job.suspended,
        process_instance_id=job.process_instance_id,
        definition_id=job.definition_id,
        definition_key=job.definition_key,
        definition_name=executable.name,
        activity_id=job.activity_id,
        activity_name=executable.name_of(job.activity_id),
        due_at=job.due_at,
        priority=job.priority,
        retries_left=job.retries_left,
        deaths=job.deaths,
        last_error=job.last_error,
        worker=job.worker,
        lease_until=job.lease_until,
        created_at=job.created_at,
    )
