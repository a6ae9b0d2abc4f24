"""Process instances as the tests of the API deploy, start and count them."""

from typing import Any
from uuid import uuid4

from django.db import connection

from tests.api.client import Api
from tests.builders import END, START, flow, model, user_task

TABLES = (
    "process_instance",
    "activity_instance",
    "user_task",
    "user_task_candidate",
    "job",
    "incident",
    "history_event",
    "large_value",
    "stored_file",
    "file_use",
    "task_attachment",
    "searchable_variable",
    "start_draft",
    "idempotency_key",
    "start_subscription",
)

GATEWAY = (
    START
    + '<bpmn:exclusiveGateway id="gate" default="other"/>'
    + user_task("manager")
    + user_task("clerk")
    + END
    + flow("f1", "start", "gate")
    + flow("big", "gate", "manager", "amount &gt;= 1000")
    + flow("other", "gate", "clerk")
    + flow("f2", "manager", "end")
    + flow("f3", "clerk", "end")
)


def deploy(who: Api, body: str, *, process: str = "") -> str:
    """Deploy a process of this body; return its key."""
    key = f"process_{uuid4().hex[:10]}"
    content = model(key, body, process=process)
    resources = [{"name": f"{key}.bpmn", "content": content}]
    who.ok("POST", "/deployments", {"name": key, "resources": resources})
    return key


def count_rows() -> dict[str, int]:
    """Return how many rows each table has that a command could write."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 names of this module
            found[table] = cursor.fetchone()[0]
    return found


def start(who: Api, key: str, **body: Any) -> Any:
    """Start an instance that must start; return its view."""
    return who.ok("POST", "/process-instances", {"definition_key": key, **body})
