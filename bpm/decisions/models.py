"""Tables of evaluations: one row each, never changed."""

from django.db import models

from bpm.base.fields import ExactJsonField
from bpm.base.rows import Row


class DecisionEvaluation(Row):
    """How a decision came about: its inputs, the rules that fitted, its result."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    decision_definition_id = models.UUIDField()
    decision_key = models.CharField(max_length=255)
    decision_name = models.CharField(max_length=255)
    version = models.IntegerField()
    version_tag = models.CharField(max_length=255, null=True)
    evaluated_at = models.DateTimeField()
    evaluated_by = models.CharField(max_length=150, null=True)
    process_instance_id = models.UUIDField(null=True)
    root_instance_id = models.UUIDField(null=True)
    definition_key = models.CharField(max_length=255, null=True)
    activity_id = models.CharField(max_length=255, null=True)
    visit = models.IntegerField(null=True)
    result = ExactJsonField()
    decisions = ExactJsonField()

    class Meta:
        db_table = "decision_evaluation"
        indexes = [
            models.Index(fields=["process_instance_id", "id"], name="evaluation_by_instance"),
            models.Index(fields=["tenant_id", "decision_key", "-id"], name="evaluation_by_key"),
        ]
