"""Write less for an instance: nothing where it has no business key, and where an index grows."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Indexes are built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("runtime", "0004_index_by_starter"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                condition=models.Q(("business_key__isnull", False), ("ended_at__isnull", True)),
                fields=["tenant_id", "business_key"],
                name="instance_live_with_key",
            ),
        ),
        RemoveIndexConcurrently(model_name="processinstance", name="instance_live_by_business_key"),
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                condition=models.Q(("parent_id__isnull", True), ("started_by__isnull", False)),
                fields=["started_by", "id"],
                name="instance_of_starter",
            ),
        ),
        RemoveIndexConcurrently(model_name="processinstance", name="instance_by_starter"),
    ]
