"""Find what a person has started without reading what others have."""

import django.db.models.expressions
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # An index is built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("runtime", "0003_searchable_variables"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="processinstance",
            index=models.Index(
                models.F("started_by"),
                django.db.models.expressions.OrderBy(models.F("id"), descending=True),
                condition=models.Q(parent_id__isnull=True, started_by__isnull=False),
                name="instance_by_starter",
            ),
        ),
    ]
