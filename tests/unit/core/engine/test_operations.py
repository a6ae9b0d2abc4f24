"""Send and receive tasks and message events that name an operation, and no message."""

import pytest

from bpm.core.engine.contracts import PublishMessage, Subscribe
from tests.unit.core.engine.walks import begin
from tests.unit.core.models import END, START, chain, element

ROOTS = (
    '<bpmn:message id="paid" name="Paid"/><bpmn:interface id="i" name="i">'
    '<bpmn:operation id="pay" name="pay"><bpmn:inMessageRef>paid</bpmn:inMessageRef>'
    "</bpmn:operation></bpmn:interface>"
)
BY_OPERATION = (
    "<bpmn:messageEventDefinition><bpmn:operationRef>pay</bpmn:operationRef>"
    "</bpmn:messageEventDefinition>"
)


@pytest.mark.parametrize(
    "node",
    [
        element("receiveTask", "here", operationRef="pay"),
        element("intermediateCatchEvent", "here", BY_OPERATION),
    ],
)
def test_what_receives_waits_for_the_message_of_the_operation(node: str) -> None:
    walk = begin(chain(START, node, END), roots=ROOTS)

    assert walk.the(Subscribe).name == "Paid"
    walk.receive(walk.visit("here"))
    assert walk.outcome.is_completed


@pytest.mark.parametrize(
    "node",
    [
        element("sendTask", "here", operationRef="pay"),
        element("intermediateThrowEvent", "here", BY_OPERATION),
    ],
)
def test_what_sends_sends_the_message_of_the_operation(node: str) -> None:
    walk = begin(chain(START, node, END), roots=ROOTS)

    assert walk.the(PublishMessage).name == "Paid"
    assert walk.outcome.is_completed
