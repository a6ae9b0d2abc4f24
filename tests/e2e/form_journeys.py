"""What the journeys of forms share: a process that asks when it starts and asks again in a task."""

import json
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.builders import END, chain, model, user_task
from tests.e2e.diagrams import with_diagram
from tests.e2e.journeys import Team, as_member, make_team, start, task_of
from tests.rest_client import RestClient


@dataclass(frozen=True, slots=True)
class Asking:
    """A team with a process ``buy-…`` whose start and whose task have forms."""

    team: Team
    key: str
    review: str
    ask: str


def component(type_: str, key: str, label: str, **more: object) -> dict[str, object]:
    """Return one component with a value."""
    return {"type": type_, "id": f"c_{key}", "key": key, "label": label, **more}


def button(label: str, outcome: str) -> dict[str, object]:
    """Return a button that means an outcome."""
    return {
        "type": "button",
        "id": f"b_{outcome}",
        "action": "submit",
        "label": label,
        "properties": {"outcome": outcome},
    }


def form(key: str, name: str, *components: dict[str, object]) -> str:
    """Return a form as text."""
    content = {"type": "default", "id": key, "name": name, "components": list(components)}
    return json.dumps(content)


def review_form(key: str) -> str:
    """Return a form with a field of every kind that the journeys touch."""
    prefix = {"appearance": {"prefixAdorner": "€"}, "layout": {"row": "first", "columns": 8}}
    amount = component(
        "number",
        "amount",
        "Gross amount",
        decimalDigits=34,
        validate={"required": True, "max": "=limit"},
        **prefix,
    )
    reasons = [
        {"label": "Price increase announced by the supplier", "value": "price"},
        {"label": "Additional delivery, note attached", "value": "delivery"},
    ]
    return form(
        key,
        "Approve invoice",
        amount,
        component("textfield", "centre", "Cost centre", layout={"row": "first", "columns": 8}),
        component(
            "datetime",
            "pay_on",
            "Pay on",
            subtype="date",
            dateLabel="Pay on",
            layout={"columns": 8},
        ),
        component("radio", "reason", "Why is the amount higher?", values=reasons),
        component("textarea", "note", "Note for the ledger"),
        component(
            "textfield",
            "secret",
            "Only for large amounts",
            conditional={"hide": "=amount = null or amount < 1000"},
        ),
        button("Reject", "reject"),
        button("Approve", "approve"),
    )


def deploy_asking(api: RestClient) -> Asking:
    """Deploy the process with its two forms for a new team."""
    team = make_team(api)
    run = team.key.removeprefix("review-")
    asking = Asking(team=team, key=f"buy-{run}", review=f"invoice-{run}", ask=f"ask-{run}")
    begin = (
        '<bpmn:startEvent id="start"><bpmn:extensionElements>'
        f'<bpm:formRef key="{asking.ask}" binding="latest"/>'
        "</bpmn:extensionElements></bpmn:startEvent>"
    )
    task = user_task("approve", f'candidateGroups="{team.group}"').replace(
        "</bpmn:extensionElements>",
        f'<bpm:formRef key="{asking.review}" binding="latest"/></bpmn:extensionElements>',
    )
    groups = f'candidateStarterGroups="{team.group}"'
    content = model(asking.key, chain(begin, task, END), process=groups)
    ask = form(
        asking.ask,
        "Ask for money",
        component("number", "amount", "Gross amount", validate={"required": True, "min": 1}),
        component("textfield", "centre", "Cost centre"),
        component("number", "limit", "Limit", defaultValue=5000),
    )
    files = {
        f"{asking.key}.bpmn": with_diagram(content),
        f"{asking.review}.form": review_form(asking.review),
        f"{asking.ask}.form": ask,
    }
    resources = [{"name": name, "content": text} for name, text in files.items()]
    answer = api.post("/deployments", {"name": asking.key, "resources": resources})
    assert answer.status == 201, answer.json
    return asking


def open_task(api: RestClient, suite_url: str, asking: Asking, **variables: object) -> str:
    """Start an instance as Alice and return the id of its task, which she holds."""
    alice = as_member(suite_url, asking.team.alice)
    values = {"amount": 4862.5, "centre": "4711", "limit": 5000, **variables}
    instance = start(alice, asking.key, f"INV-{asking.key[-4:]}", **values)
    task = task_of(api, instance)
    assert alice.post(f"/user-tasks/{task}/claim").status == 200
    return task


def field(page: Page | Locator, label: str) -> Locator:
    """Return the field that a person finds under a label."""
    return page.get_by_label(label, exact=False).first
