"""Tables of deployments, versions and drafts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from bpm.base.fields import ExactJsonField
from bpm.base.indexing import MAX_INDEXED_CHARACTERS
from bpm.base.models import TenantRecord
from bpm.definitions.contracts import BusinessKeyPolicy, DefinitionState, DraftKind, FormState
from bpm.definitions.decision_types import DecisionState

LONGEST_NAME = 255
LONGEST_PROCESS_NAME = 1000
LONGEST_DURATION = 100
LONGEST_NOTE = 2000
LONGEST_FOLDER = 255


class Deployment(TenantRecord):
    """One upload of resources, stored together."""

    name = models.CharField(max_length=LONGEST_NAME)
    deployed_at = models.DateTimeField()
    deployed_by = models.CharField(max_length=150, null=True)
    note = models.CharField(max_length=LONGEST_NOTE, null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "deployment"
        indexes = [models.Index(fields=["tenant", "-deployed_at"], name="deployment_newest")]


class Resource(TenantRecord):
    """One file, byte for byte as it came."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="resources")
    name = models.CharField(max_length=LONGEST_NAME)
    content = models.BinaryField()
    sha256 = models.BinaryField()

    class Meta:
        db_table = "resource"
        constraints = [models.UniqueConstraint("deployment", "name", name="resource_name_once")]


class ProcessDefinition(TenantRecord):
    """One version of one executable process; only its state ever changes."""

    key = models.CharField(max_length=LONGEST_NAME)
    version = models.IntegerField()
    version_tag = models.CharField(max_length=LONGEST_NAME, null=True)
    name = models.CharField(max_length=LONGEST_PROCESS_NAME)
    title = models.TextField(null=True)
    documentation = models.TextField(default="")
    state = models.CharField(max_length=20, default=DefinitionState.ACTIVE.value)
    deployment = models.ForeignKey(
        Deployment, on_delete=models.CASCADE, related_name="process_definitions"
    )
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    deployed_at = models.DateTimeField()
    history_time_to_live = models.CharField(max_length=LONGEST_DURATION, null=True)
    business_key_policy = models.CharField(max_length=20, default=BusinessKeyPolicy.FREE.value)
    searchable_variables = models.JSONField(default=dict)
    candidate_starter_groups = ArrayField(models.TextField(), default=list)
    candidate_starter_users = ArrayField(models.TextField(), default=list)
    form_keys = ArrayField(models.TextField(), default=list)
    begins_by_event = models.BooleanField(default=False)

    class Meta:
        db_table = "process_definition"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key", "version"], name="process_definition_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DefinitionState]),
                name="process_definition_state_known",
            ),
            models.CheckConstraint(
                condition=Q(business_key_policy__in=[policy.value for policy in BusinessKeyPolicy]),
                name="process_definition_policy_known",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="process_definition_version_positive"
            ),
        ]


class StartSubscription(TenantRecord):
    """What the newest version of a process waits for in order to begin an instance.

    A timer has a job beside it, which names this row as its instance.
    """

    definition = models.ForeignKey(
        ProcessDefinition, on_delete=models.CASCADE, related_name="start_subscriptions"
    )
    key = models.CharField(max_length=LONGEST_NAME)
    activity_id = models.CharField(max_length=LONGEST_NAME)
    position = models.IntegerField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=MAX_INDEXED_CHARACTERS)
    needs_all = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    cycle = models.TextField(null=True)
    anchor = models.DateTimeField(null=True)
    step = models.IntegerField(default=0)
    left = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "start_subscription"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key", "activity_id", "position"],
                name="start_subscription_one_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "kind", "name"], name="start_subscription_by_name"),
        ]


class StartOccurrence(TenantRecord):
    """That one trigger of a start event has happened which waits for others as well.

    What an instance begins with leaves no row.
    """

    subscription = models.ForeignKey(
        StartSubscription, on_delete=models.CASCADE, related_name="occurrences"
    )
    correlation_key = models.CharField(max_length=MAX_INDEXED_CHARACTERS, null=True)
    business_key = models.CharField(max_length=LONGEST_NAME, null=True)
    event = ExactJsonField()
    variables = ExactJsonField()
    variable_types = ExactJsonField()
    happened_at = models.DateTimeField()

    class Meta:
        db_table = "start_occurrence"
        indexes = [
            models.Index(
                fields=["subscription", "correlation_key", "business_key"],
                name="start_occurrence_by_key",
            ),
        ]


class FormDefinition(TenantRecord):
    """One version of one form; only its state ever changes."""

    key = models.CharField(max_length=LONGEST_NAME)
    version = models.IntegerField()
    version_tag = models.CharField(max_length=LONGEST_NAME, null=True)
    name = models.CharField(max_length=LONGEST_NAME)
    state = models.CharField(max_length=20, default=FormState.ACTIVE.value)
    deployment = models.ForeignKey(
        Deployment, on_delete=models.CASCADE, related_name="form_definitions"
    )
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    deployed_at = models.DateTimeField()

    class Meta:
        db_table = "form_definition"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key", "version"], name="form_definition_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in FormState]),
                name="form_definition_state_known",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="form_definition_version_positive"
            ),
        ]


class DecisionDefinition(TenantRecord):
    """One version of one decision; only its state ever changes."""

    key = models.CharField(max_length=LONGEST_NAME)
    version = models.IntegerField()
    version_tag = models.CharField(max_length=LONGEST_NAME, null=True)
    name = models.CharField(max_length=LONGEST_NAME)
    state = models.CharField(max_length=20, default=DecisionState.ACTIVE.value)
    deployment = models.ForeignKey(
        Deployment, on_delete=models.CASCADE, related_name="decision_definitions"
    )
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    deployed_at = models.DateTimeField()

    class Meta:
        db_table = "decision_definition"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key", "version"], name="decision_definition_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DecisionState]),
                name="decision_definition_state_known",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="decision_definition_version_positive"
            ),
        ]


class Draft(TenantRecord):
    """A model or form that is being edited."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=LONGEST_NAME)
    key = models.CharField(max_length=LONGEST_NAME, blank=True)
    content = models.TextField()
    original = models.TextField(null=True)
    revision = models.IntegerField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150, null=True)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=150, null=True)

    class Meta:
        db_table = "draft"
        indexes = [models.Index(fields=["tenant", "-updated_at"], name="draft_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DraftKind]), name="draft_kind_known"
            ),
        ]


class ModelText(TenantRecord):
    """What a version or a draft says, for those who look for it; it has the id of what says it.

    ``words`` is all of it folded to one case, ``elements`` the same element by element: lists of
    id, name, role and text. Only drafts have no version.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=LONGEST_NAME)
    version = models.IntegerField(null=True)
    name = models.CharField(max_length=LONGEST_PROCESS_NAME)
    words = models.TextField()
    elements = models.JSONField()

    class Meta:
        db_table = "model_text"
        indexes = [
            models.Index(fields=["tenant", "kind", "key"], name="model_text_by_key"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="model_text_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DraftKind]),
                name="model_text_kind_known",
            ),
        ]


class LibraryPlace(TenantRecord):
    """In which folder of the library the versions and drafts of a key lie; none is the top."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=LONGEST_NAME)
    folder = models.CharField(max_length=LONGEST_FOLDER)

    class Meta:
        db_table = "library_place"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "key"], name="library_place_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DraftKind]),
                name="library_place_kind_known",
            ),
        ]
