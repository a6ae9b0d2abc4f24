"""What the journeys of inbox and console share: people, models, looks into the database."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

import psycopg
from playwright.sync_api import Locator, Page, expect

from tests.builders import END, START, chain, flow, model, user_task
from tests.e2e.conftest import log_in
from tests.e2e.diagrams import with_diagram
from tests.rest_client import RestClient
from tests.unit.core.dmn.tables import decision, definitions, table

Database: TypeAlias = psycopg.Connection[tuple[object, ...]]

PASSWORD = "Correct-horse-7"


@dataclass(frozen=True, slots=True)
class Team:
    """Two people of one group and one of another, with a process for the first group."""

    group: str
    others: str
    key: str
    alice: str
    bob: str
    charlie: str


def make_team(api: RestClient) -> Team:
    """Create three people and deploy a process whose task is for two of them."""
    run = uuid4().hex[:8]
    group, others, key = f"reviewers-{run}", f"others-{run}", f"review-{run}"
    for name in (group, others):
        assert api.post("/groups", {"name": name, "display_name": name}).status == 201
    names = {}
    for person, member_of in (("alice", group), ("bob", group), ("charlie", others)):
        names[person] = f"{person}-{run}"
        body = {"username": names[person], "password": PASSWORD, "groups": [member_of]}
        assert api.post("/users", body).status == 201
    task = user_task("review", f'candidateGroups="{group}"')
    content = model(key, chain(START, task, END), process=f'candidateStarterGroups="{group}"')
    deploy(api, key, with_diagram(content))
    return Team(group=group, others=others, key=key, **names)


def deploy(api: RestClient, key: str, content: str) -> None:
    """Deploy one model."""
    resources = [{"name": f"{key}.bpmn", "content": content}]
    answer = api.post("/deployments", {"name": key, "resources": resources})
    assert answer.status == 201, answer.json


def deploy_ad_hoc(api: RestClient) -> str:
    """Deploy a process with an ad-hoc sub-process in which people choose; return its key."""
    key = f"free-{uuid4().hex[:8]}"
    chosen = '<bpmn:extensionElements><bpm:adHoc begins="chosen"/></bpmn:extensionElements>'
    free = (
        f'<bpmn:adHocSubProcess id="free" name="Look into it">{chosen}'
        f'<bpmn:task id="call" name="Call them"/>{user_task("visit")}</bpmn:adHocSubProcess>'
    )
    deploy(api, key, model(key, chain(START, free, END)))
    return key


def deploy_decision(api: RestClient) -> str:
    """Deploy a process that asks a table for the level of ``amount``; return its key."""
    key = f"levels-{uuid4().hex[:8]}"
    asks = (
        '<bpmn:businessRuleTask id="ask"><bpmn:extensionElements>'
        f'<bpm:calledDecision decisionId="{key}" resultVariable="level"/>'
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )
    levels = table(
        ["< 1000", '"low"'],
        [">= 1000", '"high"'],
        inputs=[("amount", "number")],
        outputs=['name="level" typeRef="string"'],
    )
    content = with_diagram(model(key, chain(START, asks, user_task("look"), END)))
    resources = [
        {"name": f"{key}.bpmn", "content": content},
        {"name": f"{key}.dmn", "content": definitions(decision(levels, id_=key)).decode()},
    ]
    answer = api.post("/deployments", {"name": key, "resources": resources})
    assert answer.status == 201, answer.json
    return key


def deploy_gate(api: RestClient) -> str:
    """Deploy a process that stops at its gateway unless ``amount`` is a number; return its key."""
    key = f"gate-{uuid4().hex[:8]}"
    body = (
        START
        + '<bpmn:exclusiveGateway id="gate" name="Much?" default="small"/>'
        + user_task("look", 'candidateGroups="operators"')
        + END
        + flow("begin", "start", "gate")
        + flow("large", "gate", "look", "amount &gt; 1000")
        + flow("small", "gate", "end")
        + flow("rest", "look", "end")
    )
    deploy(api, key, with_diagram(model(key, body)))
    return key


def deploy_branches(api: RestClient) -> str:
    """Deploy a fork into a task and into three rounds of another, of which one is enough."""
    key = f"branches-{uuid4().hex[:8]}"
    review = user_task("review", 'candidateGroups="operators"').replace(
        "</bpmn:userTask>",
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "<bpmn:completionCondition>enough</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
    )
    body = (
        START
        + '<bpmn:parallelGateway id="fork"/>'
        + review
        + user_task("look", 'candidateGroups="operators"')
        + '<bpmn:parallelGateway id="join"/>'
        + END
        + flow("begin", "start", "fork")
        + flow("many", "fork", "review")
        + flow("single", "fork", "look")
        + flow("many_done", "review", "join")
        + flow("single_done", "look", "join")
        + flow("rest", "join", "end")
    )
    deploy(api, key, with_diagram(model(key, body)))
    return key


def deploy_approval(api: RestClient, *groups: str) -> str:
    """Deploy a process whose tasks ``approve_0``, ``approve_1`` … wait for each group at a time."""
    key = f"approval-{uuid4().hex[:8]}"
    body = START + '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>' + END
    body += flow("begin", "start", "fork") + flow("rest", "join", "end")
    for number, group in enumerate(groups):
        task = f"approve_{number}"
        body += user_task(task, f'candidateGroups="{group}"')
        body += flow(f"to_{number}", "fork", task) + flow(f"from_{number}", task, "join")
    deploy(api, key, with_diagram(model(key, body)))
    return key


def deploy_timer(api: RestClient) -> str:
    """Deploy a task that an hour interrupts in favour of another one."""
    key = f"timer-{uuid4().hex[:8]}"
    body = (
        START
        + user_task("work", 'candidateGroups="operators"')
        + '<bpmn:boundaryEvent id="late" name="Too late" attachedToRef="work">'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        + user_task("remind", 'candidateGroups="operators"')
        + END
        + flow("begin", "start", "work")
        + flow("in_time", "work", "end")
        + flow("over", "late", "remind")
        + flow("rest", "remind", "end")
    )
    deploy(api, key, with_diagram(model(key, body)))
    return key


def deploy_mail(api: RestClient) -> str:
    """Deploy a process that sends a mail to the address in ``to``."""
    key = f"mail-{uuid4().hex[:8]}"
    parameters = {"to": "=to", "subject": "Your order", "text": "It is on its way."}
    mail = (
        '<bpmn:serviceTask id="tell" name="Tell the customer"><bpmn:extensionElements>'
        '<bpm:service connector="mail">'
        + "".join(
            f'<bpm:parameter name="{name}">{value}</bpm:parameter>'
            for name, value in parameters.items()
        )
        + "</bpm:service></bpmn:extensionElements></bpmn:serviceTask>"
    )
    deploy(api, key, with_diagram(model(key, chain(START, mail, END))))
    return key


def deploy_call(api: RestClient) -> str:
    """Deploy a process that calls another one, which waits for the message ``paid``."""
    run = uuid4().hex[:8]
    called, key = f"called-{run}", f"calling-{run}"
    wait = (
        '<bpmn:intermediateCatchEvent id="wait" name="Payment">'
        '<bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateCatchEvent>'
    )
    content = model(called, chain(START, wait, END))
    message = '<bpmn:message id="paid" name="paid"/><bpmn:process '
    deploy(api, called, with_diagram(content.replace("<bpmn:process ", message)))
    call = f'<bpmn:callActivity id="call" name="Collect" calledElement="{called}"/>'
    deploy(api, key, with_diagram(model(key, chain(START, call, END))))
    return key


def start(api: RestClient, key: str, business_key: str, **variables: object) -> str:
    """Start an instance and return its id."""
    body = {"definition_key": key, "business_key": business_key, "variables": variables}
    answer = api.post("/process-instances", body)
    assert answer.status == 201, answer.json
    return str(answer.json["id"])


def as_member(suite_url: str, username: str) -> RestClient:
    """Return the REST API as somebody that ``make_team`` created."""
    return RestClient(suite_url, username=username, password=PASSWORD)


def task_of(api: RestClient, instance_id: str) -> str:
    """Return the id of the instance's only open task."""
    (task,) = api.get(f"/user-tasks?process_instance_id={instance_id}").json["items"]
    return str(task["id"])


def sign_in(page: Page, username: str) -> None:
    """Log in as somebody that ``make_team`` created."""
    log_in(page, username, PASSWORD)


def one(database: Database, sql: str, *values: object) -> object:
    """Return the only value that a query finds."""
    row = database.execute(sql, list(values)).fetchone()
    assert row is not None
    return row[0]


def let_manage(api: RestClient, team: Team, username: str) -> None:
    """Let somebody read and operate instances of the team's process."""
    for permission in ("process_instance.read", "process_instance.operate"):
        grant = {"permission": permission, "user": username}
        answer = api.post(f"/process-definitions/by-key/{team.key}/permissions", grant)
        assert answer.status == 200, answer.json


def choose_person(dialog: Locator, label: str, name: str) -> None:
    """Type a name into a picker and take what it offers."""
    field = dialog.get_by_label(label)
    field.fill(name)
    option = dialog.page.get_by_role("option").filter(has_text=name)
    expect(option).to_be_visible()
    option.click()
    expect(field).to_have_value(name)
