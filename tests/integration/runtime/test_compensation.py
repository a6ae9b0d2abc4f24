"""Compensation on the tables: what is kept, shown and cleared away."""

import pytest

from bpm.identity.contracts import Actor
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.integration.runtime.acting import complete, outcomes, read, tasks
from tests.integration.runtime.calls import MANY

pytestmark = pytest.mark.django_db(transaction=True)

ALICE = '<bpmn:extensionElements><bpm:assignment assignee="alice"/></bpmn:extensionElements>'
BOOK = (
    f'<bpmn:userTask id="book">{ALICE}'
    + MANY.format("true").replace("=result", "=item")
    + "</bpmn:userTask>"
)
UNDO = (
    '<bpmn:boundaryEvent id="off" attachedToRef="book"><bpmn:compensateEventDefinition/>'
    f'</bpmn:boundaryEvent><bpmn:userTask id="undo" isForCompensation="true">{ALICE}'
    "</bpmn:userTask>"
    '<bpmn:association id="link" sourceRef="off" targetRef="undo"/>'
)
THROW = (
    '<bpmn:intermediateThrowEvent id="throw"><bpmn:compensateEventDefinition/>'
    "</bpmn:intermediateThrowEvent>"
)


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_what_is_kept_for_compensation_follows_from_the_state(
    alice: Actor, is_cancelled: bool
) -> None:
    key = builders.deploy(chain(START, BOOK, user_task("then"), THROW, END) + UNDO)
    instance = builders.start(key, {"items": ["x", "y"]})
    for activity in ("book", "book", "then"):
        assert find_problems() == []
        complete(tasks(instance)[activity], alice)

    assert find_problems() == []
    assert list(tasks(instance)) == ["undo"]
    if is_cancelled:
        cancel_process_instance(instance.id, reason=None, actor=builders.system())
    else:
        complete(tasks(instance)["undo"], alice)
        assert find_problems() == []
        complete(tasks(instance)["undo"], alice)

    assert read(instance).state == ("cancelled" if is_cancelled else "completed")
    assert find_problems() == []
    assert "undo" in str(outcomes(instance))
