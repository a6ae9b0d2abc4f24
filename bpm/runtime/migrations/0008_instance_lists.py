"""Read lists of instances by process, version, state and date from indexes."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Indexes are built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("runtime", "0007_start_drafts"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                fields=["tenant_id", "definition_key", "id"], name="instance_by_process"
            ),
        ),
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(fields=["definition_id", "id"], name="instance_by_version"),
        ),
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(fields=["tenant_id", "state", "id"], name="instance_by_state"),
        ),
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                fields=["tenant_id", "id"],
                condition=models.Q(open_incidents__gt=0),
                name="instance_with_incidents",
            ),
        ),
        AddIndexConcurrently(
            model_name="processinstance",
            index=BrinIndex(fields=["started_at"], autosummarize=True, name="instance_by_start"),
        ),
        AddIndexConcurrently(
            model_name="processinstance",
            index=BrinIndex(fields=["ended_at"], autosummarize=True, name="instance_by_end"),
        ),
        AddIndexConcurrently(
            model_name="activityinstance",
            index=models.Index(
                fields=["definition_id", "activity_id", "process_instance_id"],
                condition=models.Q(ended_at__isnull=True),
                name="activity_live_at_step",
            ),
        ),
        RemoveIndexConcurrently(model_name="activityinstance", name="activity_live_by_definition"),
    ]
