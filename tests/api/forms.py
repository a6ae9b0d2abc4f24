"""A process with a form, for tests of forms over the API."""

from typing import Any

from tests.api.client import Api
from tests.builders import END, START, chain, model, user_task
from tests.forms.schemas import field, outcome, schema

REVIEW = schema(
    "review",
    field("textfield", "title", readonly=True),
    field("number", "order.amount", id="amount", validate={"min": 1}),
    field("textfield", "comment", validate={"required": True}),
    outcome("approve"),
    outcome("refuse"),
    name="Review",
    versionTag="v1",
)
ASK = schema("ask", field("textfield", "title", validate={"required": True}))


def task_with(reference: str, id_: str = "work") -> str:
    """Return a user task with a form."""
    return user_task(id_).replace(
        "</bpmn:extensionElements>", f"<bpm:formRef {reference}/></bpmn:extensionElements>"
    )


def start_with(reference: str) -> str:
    """Return a start event with a form."""
    return (
        '<bpmn:startEvent id="start"><bpmn:extensionElements>'
        f"<bpm:formRef {reference}/></bpmn:extensionElements></bpmn:startEvent>"
    )


def deploy(admin: Api, **files: str) -> Any:
    """Deploy models and forms by key; what begins with ``<`` is a model."""
    resources = [
        {"name": f"{key}.{'bpmn' if text.startswith('<') else 'form'}", "content": text}
        for key, text in files.items()
    ]
    return admin.ok("POST", "/deployments", {"name": "forms", "resources": resources})


def process(reference: str = 'key="review"', start: str = START, key: str = "buy") -> str:
    """Return a model whose one user task shows a form."""
    return model(key, chain(start, task_with(reference), END))


def reach(api: Api, definition_key: str = "buy", **variables: Any) -> str:
    """Start a process and return the address of its user task."""
    body = {"definition_key": definition_key, "variables": variables}
    instance = api.ok("POST", "/process-instances", body)
    return f"/user-tasks/{instance['waiting_at'][0]['user_task_id']}"


def variables_of(admin: Api, task: str) -> Any:
    """Return the variables of a task's instance."""
    instance_id = admin.ok("GET", task)["process_instance_id"]
    return admin.ok("GET", f"/process-instances/{instance_id}/variables")
