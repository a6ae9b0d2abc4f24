"""Let an index alone say which tasks are put off."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Indexes are built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("user_tasks", "0010_narrower_indexes"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="usertask",
            index=models.Index(
                condition=models.Q(
                    ("assignee__isnull", True), ("follow_up_at__isnull", False), ("state", "open")
                ),
                fields=["tenant_id", "follow_up_at", "id"],
                name="user_task_put_off_until",
            ),
        ),
        RemoveIndexConcurrently(model_name="usertask", name="user_task_put_off"),
    ]
