"""Count instances by state and process, and find those called for a starter, from indexes alone."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Indexes are built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("runtime", "0009_saved_views"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                fields=["tenant_id", "state", "id"],
                include=["definition_key"],
                name="instance_by_state_with_key",
            ),
        ),
        RemoveIndexConcurrently(model_name="processinstance", name="instance_by_state"),
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                fields=["started_by", "id"],
                condition=models.Q(parent_id__isnull=False, started_by__isnull=False),
                name="called_instance_of_starter",
            ),
        ),
    ]
