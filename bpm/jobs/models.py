"""Tables of the job queue; a finished job leaves no row."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bpm.base.fields import ExactJsonField
from bpm.base.rows import Row
from bpm.jobs.contracts import JobState


class Job(Row):
    """One unit of durable background work.

    ``alone`` marks a job whose lease ran out once: it is never acquired in company again, and
    only leases that run out from then on count as its ``deaths``.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    definition_id = models.UUIDField()
    definition_key = models.CharField(max_length=255)
    visit = models.IntegerField(null=True)
    activity_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=50)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in JobState])
    suspended = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    priority = models.IntegerField(default=0)
    retries_left = models.IntegerField()
    retry_delays = ArrayField(models.IntegerField(), null=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    worker = models.CharField(max_length=200, null=True)
    exclusive_key = models.UUIDField(null=True)
    topic = models.CharField(max_length=255, null=True)
    payload = ExactJsonField(default=dict)
    alone = models.BooleanField(default=False)
    deaths = models.IntegerField(default=0)
    last_error = models.TextField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "job"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in JobState]), name="job_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.LEASED.value, lease_token__isnull=False)
                & Q(lease_until__isnull=False)
                | ~Q(state=JobState.LEASED.value) & Q(lease_token__isnull=True),
                name="job_leased_has_token",
            ),
            models.UniqueConstraint(
                fields=["exclusive_key"],
                condition=Q(state=JobState.LEASED.value),
                name="job_one_exclusive_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state=JobState.ARMED.value), name="job_armed"
            ),
            models.Index(
                "kind",
                models.F("priority").desc(),
                "id",
                condition=Q(state=JobState.READY.value),
                name="job_ready",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state=JobState.LEASED.value), name="job_leased"
            ),
            models.Index(fields=["process_instance_id"], name="job_by_instance"),
            models.Index(
                fields=["id"],
                condition=Q(state=JobState.READY.value, alone=True),
                name="job_ready_alone",
            ),
        ]
