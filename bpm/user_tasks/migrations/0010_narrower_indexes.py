"""Write less for a task: no index of what another one finds, none of tasks that nobody holds."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.expressions import OrderBy


class Migration(migrations.Migration):
    # Indexes are built beside the writers only outside of a transaction.
    atomic = False

    dependencies = [
        ("user_tasks", "0009_lists_in_order"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="usertask",
            index=models.Index(
                condition=models.Q(("assignee__isnull", False), ("state", "open")),
                fields=["assignee", "due_at", "id"],
                name="user_task_held_by",
            ),
        ),
        RemoveIndexConcurrently(model_name="usertask", name="user_task_mine"),
        AddIndexConcurrently(
            model_name="usertask",
            index=models.Index(
                models.F("completed_by"),
                OrderBy(models.F("completed_at"), nulls_first=True),
                condition=models.Q(("completed_by__isnull", False)),
                name="user_task_done_by",
            ),
        ),
        RemoveIndexConcurrently(model_name="usertask", name="user_task_done_by_me"),
        RemoveIndexConcurrently(model_name="usertaskcandidate", name="candidate_by_instance"),
    ]
