"""Tables of process instances."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import F, Q

from bpm.base.fields import AnyNumberField, ExactJsonField
from bpm.base.rows import Row
from bpm.runtime.contracts import InstanceState
from bpm.runtime.searchable import MOST_CHARACTERS

_ENDED = [InstanceState.COMPLETED.value, InstanceState.CANCELLED.value]


class ProcessInstance(Row):
    """One run of a process; the row is locked by every command that moves its tokens.

    ``large_variables`` maps names to digests in ``large_value``; ``local_scopes`` counts the
    rows of ``scope_variables``, so that an instance without any is read in one statement.
    ``calling_visit`` is the visit of the parent's call activity that waits for this instance.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    parent_id = models.UUIDField(null=True)
    calling_activity_instance_id = models.UUIDField(null=True)
    calling_visit = models.IntegerField(null=True)
    call_depth = models.SmallIntegerField(default=0)
    definition_id = models.UUIDField()
    definition_key = models.CharField(max_length=255)
    business_key = models.CharField(max_length=255, null=True)
    business_key_policy = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in InstanceState])
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=150, null=True)
    variables = ExactJsonField()
    variable_types = ExactJsonField()
    large_variables = ExactJsonField()
    local_scopes = models.IntegerField(default=0)
    engine_state = models.BinaryField(null=True)
    state_format = models.SmallIntegerField(null=True)
    revision = models.IntegerField()
    open_incidents = models.IntegerField(default=0)
    removal_time = models.DateTimeField(null=True)

    class Meta:
        db_table = "process_instance"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in InstanceState]),
                name="process_instance_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_ENDED, ended_at__isnull=False)
                | ~Q(state__in=_ENDED) & Q(ended_at__isnull=True, engine_state__isnull=False),
                name="process_instance_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(open_incidents__gte=0), name="process_instance_incidents_counted"
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "definition_key", "business_key"],
                condition=Q(
                    business_key_policy="unique_active",
                    parent_id__isnull=True,
                    ended_at__isnull=True,
                ),
                name="business_key_unique_active",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "definition_key", "business_key"],
                condition=Q(business_key_policy="unique_forever", parent_id__isnull=True),
                name="business_key_unique_forever",
            ),
        ]
        indexes = [
            models.Index(
                fields=["definition_id"],
                condition=Q(ended_at__isnull=True),
                name="instance_live_by_definition",
            ),
            models.Index(
                fields=["tenant_id", "business_key"],
                condition=Q(business_key__isnull=False),
                name="instance_by_business_key",
            ),
            models.Index(
                fields=["parent_id"],
                condition=Q(parent_id__isnull=False),
                name="instance_by_parent",
            ),
            # Lists of all instances are read backwards, newest first; written where they grow.
            models.Index(fields=["tenant_id", "definition_key", "id"], name="instance_by_process"),
            models.Index(fields=["definition_id", "id"], name="instance_by_version"),
            # It holds the process as well, so that both together are counted from it alone.
            models.Index(
                fields=["tenant_id", "state", "id"],
                include=["definition_key"],
                name="instance_by_state_with_key",
            ),
            models.Index(
                fields=["tenant_id", "id"],
                condition=Q(open_incidents__gt=0),
                name="instance_with_incidents",
            ),
            BrinIndex(fields=["started_at"], autosummarize=True, name="instance_by_start"),
            BrinIndex(fields=["ended_at"], autosummarize=True, name="instance_by_end"),
            models.Index(
                fields=["started_by", "id"],
                condition=Q(parent_id__isnull=True, started_by__isnull=False),
                name="instance_of_starter",
            ),
            models.Index(
                fields=["started_by", "id"],
                condition=Q(parent_id__isnull=False, started_by__isnull=False),
                name="called_instance_of_starter",
            ),
        ]


class ActivityInstance(Row):
    """One visit to an activity; written once where it begins and ends in one command."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    definition_id = models.UUIDField()
    visit = models.IntegerField()
    scope = models.IntegerField(default=0)
    activity_id = models.CharField(max_length=255)
    activity_type = models.CharField(max_length=50)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, null=True)
    loop_index = models.IntegerField(null=True)
    called_instance_id = models.UUIDField(null=True)

    class Meta:
        db_table = "activity_instance"
        constraints = [
            models.UniqueConstraint(
                fields=["process_instance_id", "visit"], name="activity_instance_one_for_a_visit"
            ),
        ]
        indexes = [
            # It holds the instance as well, so that who is at a step is read from it alone.
            models.Index(
                fields=["definition_id", "activity_id", "process_instance_id"],
                condition=Q(ended_at__isnull=True),
                name="activity_live_at_step",
            ),
        ]


class ScopeVariables(Row):
    """Variables of one live scope below the instance's own."""

    pk = models.CompositePrimaryKey("process_instance_id", "scope")
    process_instance_id = models.UUIDField()
    scope = models.IntegerField()
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    variables = ExactJsonField()
    variable_types = ExactJsonField()
    large_variables = ExactJsonField()

    class Meta:
        db_table = "scope_variables"


class SearchableVariable(Row):
    """What is kept of a variable that the model declares searchable; see ``searchable.py``.

    The indexes hold the instance as well, so that a search is answered from them alone.
    """

    pk = models.CompositePrimaryKey("process_instance_id", "name")
    process_instance_id = models.UUIDField()
    name = models.CharField(max_length=100)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    text_value = models.CharField(max_length=MOST_CHARACTERS, null=True)
    number_value = AnyNumberField(null=True)
    time_value = models.DateTimeField(null=True)

    class Meta:
        db_table = "searchable_variable"
        indexes = [
            models.Index(
                fields=["tenant_id", "name", "text_value", "process_instance_id"],
                condition=Q(text_value__isnull=False),
                name="searchable_by_text",
            ),
            models.Index(
                fields=["tenant_id", "name", "number_value", "process_instance_id"],
                condition=Q(number_value__isnull=False),
                name="searchable_by_number",
            ),
            models.Index(
                fields=["tenant_id", "name", "time_value", "process_instance_id"],
                condition=Q(time_value__isnull=False),
                name="searchable_by_time",
            ),
            GinIndex(
                fields=["text_value"],
                opclasses=["gin_trgm_ops"],
                condition=Q(kind="string"),
                name="searchable_by_part_of_text",
            ),
        ]


class LargeValue(Row):
    """A value of more than eight kilobytes, kept once for each instance."""

    pk = models.CompositePrimaryKey("process_instance_id", "sha256")
    process_instance_id = models.UUIDField()
    sha256 = models.BinaryField(max_length=32)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    bytes = models.BinaryField()

    class Meta:
        db_table = "large_value"


class Incident(Row):
    """What stopped an instance and needs a person."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    definition_id = models.UUIDField()
    definition_key = models.CharField(max_length=255)
    business_key = models.CharField(max_length=255, null=True)
    visit = models.IntegerField(null=True)
    activity_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=50)
    job_id = models.UUIDField(null=True)
    fingerprint = models.CharField(max_length=64)
    message = models.TextField()
    detail = models.TextField()
    owner = models.CharField(max_length=150, null=True)
    note = models.TextField(null=True)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "incident"
        constraints = [
            models.UniqueConstraint(
                fields=["process_instance_id", "visit"],
                condition=Q(resolved_at__isnull=True),
                name="incident_one_open_for_a_visit",
            ),
        ]
        indexes = [
            models.Index(
                "tenant_id",
                F("id").desc(),
                condition=Q(resolved_at__isnull=True),
                name="incident_open",
            ),
            models.Index(fields=["process_instance_id"], name="incident_by_instance"),
            models.Index(fields=["fingerprint"], name="incident_by_fingerprint"),
        ]


class StartDraft(Row):
    """What a person has typed into the start form of a process and not yet sent.

    It belongs to the process, not to one of its versions: a later one may ask for the same.
    """

    pk = models.CompositePrimaryKey("tenant_id", "definition_key", "username")
    tenant_id = models.UUIDField()
    definition_key = models.CharField(max_length=255)
    username = models.CharField(max_length=150)
    business_key = models.TextField()
    variables = ExactJsonField()
    variable_types = ExactJsonField()
    form_id = models.UUIDField(null=True)
    form_version = models.IntegerField(null=True)
    revision = models.IntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "start_draft"


class InstanceView(Row):
    """A search for instances that a person keeps, and may share with groups."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    owner = models.CharField(max_length=150)
    name = models.CharField(max_length=100)
    query = models.TextField()
    shared_with = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    revision = models.IntegerField(default=1)

    class Meta:
        db_table = "instance_view"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "owner", "name"], name="instance_view_one_of_a_name"
            ),
        ]
