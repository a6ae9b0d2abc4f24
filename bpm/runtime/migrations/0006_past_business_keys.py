"""Find instances that have ended by their business keys as well."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Indexes are built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("runtime", "0005_narrower_indexes"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                condition=models.Q(("business_key__isnull", False)),
                fields=["tenant_id", "business_key"],
                name="instance_by_business_key",
            ),
        ),
        RemoveIndexConcurrently(model_name="processinstance", name="instance_live_with_key"),
    ]
