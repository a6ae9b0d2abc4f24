"""Messages that models throw: who gets them, once, and what becomes of those nobody takes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection

from bpm.base import clock
from bpm.definitions.contracts import ResourceContent
from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.runtime import queries
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.contracts import InstanceState
from bpm.runtime.queries import incidents
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.integration.runtime.acting import complete, open_jobs

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ROOTS = '<bpmn:message id="order" name="order"/><bpmn:message id="reply" name="reply"/>'
DEFINITION = '<bpmn:messageEventDefinition messageRef="order"/>'
PUBLISH = (
    '<bpmn:extensionElements><bpm:publish{}><bpm:parameter name="sum">=amount * 2</bpm:parameter>'
    '<bpm:parameter name="city">Hamburg</bpm:parameter></bpm:publish></bpmn:extensionElements>'
)
RECEIVE = '<bpmn:receiveTask id="wait" messageRef="order">{}</bpmn:receiveTask>'
KEYED = (
    '<bpmn:extensionElements><bpm:subscription correlationKey="=order"/></bpmn:extensionElements>'
)


def throwing(kind: str, attributes: str = "") -> str:
    """Return a process that throws in one of three ways."""
    publish = PUBLISH.format(attributes)
    match kind:
        case "throw":
            return chain(
                START,
                f'<bpmn:intermediateThrowEvent id="tell">{publish}{DEFINITION}'
                "</bpmn:intermediateThrowEvent>",
                END,
            )
        case "end":
            return chain(START, f'<bpmn:endEvent id="tell">{publish}{DEFINITION}</bpmn:endEvent>')
        case _:
            send = f'<bpmn:sendTask id="tell" messageRef="order">{publish}</bpmn:sendTask>'
            return chain(START, send, END)


def deploy(body: str) -> str:
    return builders.deploy(body, roots=ROOTS)


def let_pass() -> None:
    running.poll()
    while running.run_ready_jobs():
        running.poll()


def variables_of(instance_id: UUID, actor: Actor) -> Mapping[str, object]:
    return queries.get_variables(instance_id, actor=actor).variables


def state_of(instance_id: UUID, actor: Actor) -> InstanceState:
    return queries.get_process_instance(instance_id, actor=actor).state


def instances_of(key: str) -> Sequence[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM process_instance WHERE definition_key = %s ORDER BY id", [key]
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("kind", ["throw", "end", "send"])
def test_a_thrown_message_reaches_the_one_who_waits_with_what_it_carries(
    system: Actor, kind: str
) -> None:
    waiting = builders.start(deploy(chain(START, RECEIVE.format(""), END)))
    thrower = builders.start(deploy(throwing(kind)), {"amount": Decimal(21)})
    assert state_of(thrower.id, system) is InstanceState.COMPLETED
    assert state_of(waiting.id, system) is InstanceState.ACTIVE
    let_pass()
    let_pass()
    assert state_of(waiting.id, system) is InstanceState.COMPLETED
    found = variables_of(waiting.id, system)
    assert (str(found["sum"]), found["city"]) == ("42", "Hamburg")
    assert list(open_jobs()) == []


def test_a_key_finds_its_instance_among_many(system: Actor) -> None:
    key = deploy(chain(START, RECEIVE.format(KEYED), END))
    first, second = (builders.start(key, {"order": name}) for name in ("A", "B"))
    attributes = ' correlationKey="=mine"'
    sender = deploy(throwing("send", attributes))
    builders.start(sender, {"amount": Decimal(1), "mine": "B"})
    let_pass()
    states = [state_of(one.id, system) for one in (first, second)]
    assert states == [InstanceState.ACTIVE, InstanceState.COMPLETED]


def test_a_message_that_nobody_awaits_begins_a_process_once(system: Actor) -> None:
    begins = f'<bpmn:startEvent id="begin">{DEFINITION}</bpmn:startEvent>'
    key = deploy(chain(begins, user_task("work"), END))
    builders.start(deploy(throwing("end")), {"amount": Decimal(1)})
    let_pass()
    let_pass()
    (begun,) = instances_of(key)
    assert variables_of(begun, system)["city"] == "Hamburg"


def test_a_message_waits_for_who_comes_later_and_outlives_its_sender(system: Actor) -> None:
    sender = deploy(
        chain(
            START,
            f'<bpmn:intermediateThrowEvent id="tell">{DEFINITION}</bpmn:intermediateThrowEvent>',
            user_task("work"),
            END,
        )
    )
    with clock.frozen(NOON):
        instance = builders.start(sender)
        let_pass()
        cancel_process_instance(instance.id, reason=None, actor=system)
    (job,) = open_jobs()
    assert (job.kind, job.state) == ("publish_message", "armed")
    with clock.frozen(NOON + timedelta(hours=1)):
        waiting = builders.start(deploy(chain(START, RECEIVE.format(""), END)))
        let_pass()
    assert state_of(waiting.id, system) is InstanceState.COMPLETED


def test_a_message_that_nobody_ever_takes_stands_as_an_incident(system: Actor) -> None:
    with clock.frozen(NOON):
        builders.start(deploy(throwing("send", ' timeToLive="PT10M"')), {"amount": Decimal(1)})
        let_pass()
    for minutes in (11, 13, 16, 40):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            let_pass()
    (incident,) = incidents.visible_incidents(system).filter(resolved_at=None)
    assert (incident.activity_id, "order" in incident.message) == ("tell", True)
    waiting = builders.start(deploy(chain(START, RECEIVE.format(""), END)))
    retry_incident(incident.id, actor=system)
    let_pass()
    assert state_of(waiting.id, system) is InstanceState.COMPLETED


TWO_POOLS = """<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpm="urn:bpm:schema:1.0" targetNamespace="urn:test">
  <bpmn:message id="ask" name="ask"/><bpmn:message id="answer" name="answer"/>
  <bpmn:correlationProperty id="order_no">
    <bpmn:correlationPropertyRetrievalExpression messageRef="ask">
      <bpmn:messagePath>number</bpmn:messagePath>
    </bpmn:correlationPropertyRetrievalExpression>
    <bpmn:correlationPropertyRetrievalExpression messageRef="answer">
      <bpmn:messagePath>number</bpmn:messagePath>
    </bpmn:correlationPropertyRetrievalExpression>
  </bpmn:correlationProperty>
  <bpmn:collaboration id="talk">
    <bpmn:participant id="p1" processRef="BUYER"/><bpmn:participant id="p2" processRef="SELLER"/>
    <bpmn:messageFlow id="m1" sourceRef="send" targetRef="receive"/>
    <bpmn:messageFlow id="m2" sourceRef="reply" targetRef="wait"/>
    <bpmn:correlationKey id="by_order">
      <bpmn:correlationPropertyRef>order_no</bpmn:correlationPropertyRef>
    </bpmn:correlationKey>
  </bpmn:collaboration>
  <bpmn:process id="BUYER" isExecutable="true">
    <bpmn:correlationSubscription id="cs" correlationKeyRef="by_order">
      <bpmn:correlationPropertyBinding correlationPropertyRef="order_no">
        <bpmn:dataPath>my_number</bpmn:dataPath>
      </bpmn:correlationPropertyBinding>
    </bpmn:correlationSubscription>
    <bpmn:startEvent id="start"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="send"/>
    <bpmn:sendTask id="send" messageRef="ask"><bpmn:extensionElements><bpm:publish>
      <bpm:parameter name="number">=my_number</bpm:parameter></bpm:publish>
    </bpmn:extensionElements></bpmn:sendTask>
    <bpmn:sequenceFlow id="f2" sourceRef="send" targetRef="wait"/>
    <bpmn:receiveTask id="wait" messageRef="answer"/>
    <bpmn:sequenceFlow id="f3" sourceRef="wait" targetRef="end"/>
    <bpmn:endEvent id="end"/>
  </bpmn:process>
  <bpmn:process id="SELLER" isExecutable="true">
    <bpmn:receiveTask id="receive" messageRef="ask" instantiate="true"/>
    <bpmn:sequenceFlow id="g1" sourceRef="receive" targetRef="work"/>
    <bpmn:userTask id="work"><bpmn:extensionElements>
      <bpm:assignment assignee="alice"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="g2" sourceRef="work" targetRef="reply"/>
    <bpmn:endEvent id="reply"><bpmn:extensionElements><bpm:publish>
      <bpm:parameter name="number">=number</bpm:parameter>
      <bpm:parameter name="price">=10 + number</bpm:parameter></bpm:publish>
      </bpmn:extensionElements><bpmn:messageEventDefinition messageRef="answer"/></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>"""


def test_two_pools_talk_and_each_answer_finds_its_question(system: Actor, alice: Actor) -> None:
    buyer, seller = (f"process_{uuid4().hex[:12]}" for _ in range(2))
    content = TWO_POOLS.replace("BUYER", buyer).replace("SELLER", seller).encode()
    deploy_resources(
        actor=system, name="talk", resources=[ResourceContent(name="talk.bpmn", content=content)]
    )
    asked = [builders.start(buyer, {"my_number": Decimal(n)}) for n in (1, 2, 3)]
    let_pass()
    served = instances_of(seller)
    assert len(served) == len(asked)
    second = next(one for one in served if str(variables_of(one, system)["number"]) == "2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM user_task WHERE process_instance_id = %s", [second])
        task = cursor.fetchone()[0]
    complete(task, alice)
    let_pass()
    states = [state_of(one.id, system) for one in asked]
    active, done = InstanceState.ACTIVE, InstanceState.COMPLETED
    assert states == [active, done, active]
    assert str(variables_of(asked[1].id, system)["price"]) == "12"
