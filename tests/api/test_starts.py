"""How processes begin, over REST."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.builders import END, flow, model, user_task

pytestmark = pytest.mark.django_db(transaction=True)

ROOTS = '<bpmn:message id="order" name="order"/>'
BODY = (
    '<bpmn:startEvent id="desk" name="At the desk"/><bpmn:startEvent id="phone"/>'
    '<bpmn:startEvent id="post"><bpmn:messageEventDefinition messageRef="order"/>'
    "</bpmn:startEvent>"
    '<bpmn:startEvent id="hot"><bpmn:conditionalEventDefinition><bpmn:condition>'
    "heat &gt; 30</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent>"
    '<bpmn:startEvent id="daily"><bpmn:timerEventDefinition><bpmn:timeCycle>R/P1D'
    "</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>"
    + user_task("work")
    + END
    + flow("f1", "desk", "work")
    + flow("f2", "phone", "work")
    + flow("f3", "post", "work")
    + flow("f4", "hot", "work")
    + flow("f5", "daily", "work")
    + flow("f6", "work", "end")
)


@pytest.fixture
def definition(admin: Api) -> Any:
    resources = [{"name": "five.bpmn", "content": model("five", BODY, roots=ROOTS)}]
    answer = admin.ok("POST", "/deployments", {"name": "five", "resources": resources})
    return answer["process_definitions"][0]


def test_a_start_names_its_event_where_the_process_has_several(admin: Api, definition: Any) -> None:
    unsaid = admin("POST", "/process-instances", {"definition_key": "five"})
    assert (unsaid.status, unsaid.code, unsaid.pointers) == (422, "invalid_start", ["/start_at"])
    assert "'desk', 'phone', 'post'" in unsaid.json["detail"]
    unknown = {"definition_key": "five", "start_at": "work"}
    assert admin("POST", "/process-instances", unknown).status == 422
    for start_at in ("desk", "phone", "post"):
        body = {"definition_key": "five", "start_at": start_at}
        begun = admin.ok("POST", "/process-instances", body)
        visits = admin.ok("GET", f"/process-instances/{begun['id']}/activity-instances")["items"]
        assert visits[0]["activity_id"] == start_at


def test_what_begins_a_process_can_be_read(admin: Api, definition: Any) -> None:
    items = admin.ok("GET", f"/process-definitions/{definition['id']}/starts")["items"]
    told = [(item["activity_id"], item["kind"], item["name"], item["cycle"]) for item in items]
    assert told == [
        ("desk", "none", None, None),
        ("phone", "none", None, None),
        ("post", "message", "order", None),
        ("hot", "conditional", None, None),
        ("daily", "timer", None, "R/P1D"),
    ]
    assert items[0]["activity_name"] == "At the desk"
    assert items[3]["condition"] == "heat > 30"
    assert items[4]["due_at"] is not None
    assert not any(item["is_default"] or item["suspended"] for item in items)


def test_conditions_begin_what_holds(admin: Api, charlie: Api, definition: Any) -> None:
    cold = {"variables": {"heat": 12}}
    assert admin.ok("POST", "/conditions/evaluate", cold) == {"started": []}
    hot = {"variables": {"heat": 31}, "business_key": "B-7"}
    assert charlie.ok("POST", "/conditions/evaluate", hot) == {"started": []}
    (begun,) = admin.ok("POST", "/conditions/evaluate", hot)["started"]
    assert (begun["activity_id"], begun["business_key"], begun["state"]) == ("hot", "B-7", "active")
    assert admin.ok("POST", "/conditions/evaluate", {"variables": {}}) == {"started": []}
    other = {**hot, "definition_key": "other"}
    assert admin.ok("POST", "/conditions/evaluate", other) == {"started": []}


def test_a_message_begins_only_what_its_sender_may_start(
    admin: Api, charlie: Api, definition: Any
) -> None:
    body = {"name": "order", "mode": "start_only", "message_id": "M-1"}
    assert charlie("POST", "/messages/correlate", body).code == "message_not_awaited"
    permit(charlie, Permission.START_INSTANCES)
    begun = charlie.ok("POST", "/messages/correlate", body)
    assert (begun["activity_id"], begun["started"]) == ("post", True)
    assert charlie.ok("POST", "/messages/correlate", body) == begun
