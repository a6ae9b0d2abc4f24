"""Find the instances that tasks show to a person, newest first, from indexes."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Indexes are built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("user_tasks", "0011_put_off_by_index"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="usertask",
            index=models.Index(
                condition=models.Q(
                    ("assignee__isnull", False), models.Q(("state", "open"), _negated=True)
                ),
                fields=["assignee", "process_instance_id"],
                name="user_task_once_held_by",
            ),
        ),
        AddIndexConcurrently(
            model_name="usertaskcandidate",
            index=models.Index(
                fields=["tenant_id", "candidate", "process_instance_id"],
                name="candidate_of_instance",
            ),
        ),
    ]
