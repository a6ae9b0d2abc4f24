"""References lead to an element of the kind that BPMN has for them, and are told otherwise."""

import pytest

from bpm.core.bpmn import check_model
from bpm.core.engine.contracts import CreateUserTask
from tests.unit.core.engine.walks import begin
from tests.unit.core.models import END, START, chain, definitions, element, process, user_task

KNOWN = (
    '<bpmn:signal id="signal" name="s"/><bpmn:message id="message" name="m"/>'
    '<bpmn:error id="error" errorCode="E"/><bpmn:itemDefinition id="item"/>'
    '<bpmn:interface id="interface" name="i"><bpmn:operation id="operation" name="o">'
    "<bpmn:inMessageRef>message</bpmn:inMessageRef></bpmn:operation></bpmn:interface>"
)
WORK = element("task", "work")


def operation(inner: str) -> str:
    return element("interface", "other", element("operation", "x", inner, name="o"), name="n")


def collaboration(inner: str) -> str:
    return element("collaboration", "c", inner)


ROOTS = [
    ('<bpmn:message id="x" name="n" itemRef="{}"/>', "item"),
    ('<bpmn:signal id="x" name="n" structureRef="{}"/>', "item"),
    (operation("<bpmn:inMessageRef>{}</bpmn:inMessageRef>"), "message"),
    (operation("<bpmn:inMessageRef>message</bpmn:inMessageRef><bpmn:errorRef>{}</bpmn:errorRef>"),
     "error"),
    (collaboration(element("participant", "x", processRef="{}")), "p"),
    (collaboration(element("messageFlow", "x", sourceRef="work", targetRef="work",
                           messageRef="{}")), "message"),
    (collaboration('<bpmn:correlationKey id="x"><bpmn:correlationPropertyRef>{}'
                   "</bpmn:correlationPropertyRef></bpmn:correlationKey>"), "property"),
]  # fmt: skip
PARTS = [
    (element("dataObject", "x", itemSubjectRef="{}"), "item"),
    (element("dataObjectReference", "x", dataObjectRef="{}"), "order"),
    (element("laneSet", "l", element("lane", "x", "<bpmn:flowNodeRef>{}</bpmn:flowNodeRef>")),
     "work"),
    (element("association", "x", sourceRef="work", targetRef="{}"), "order"),
    (element("receiveTask", "x", messageRef="message", operationRef="{}"), "operation"),
    (element("callActivity", "x", calledElement="{}"), "p"),
    (element("task", "x", "<bpmn:ioSpecification><bpmn:inputSet><bpmn:dataInputRefs>{}"
             "</bpmn:dataInputRefs></bpmn:inputSet></bpmn:ioSpecification>").replace(
                 "<bpmn:inputSet>", '<bpmn:dataInput id="given"/><bpmn:inputSet>'), "given"),
]  # fmt: skip


def found(text: str, reference: str) -> bool:
    """Return whether the element of the text is said to refer to what it cannot."""
    text = text.replace("{}", reference)
    is_root = any(text.startswith(root.partition("{")[0]) for root, _ in ROOTS)
    shared = element("dataObject", "order") + chain(START, WORK, END)
    property_ = '<bpmn:correlationProperty id="property" name="k"/>'
    roots = KNOWN + property_ + (text if is_root else "")
    report = check_model(definitions(roots, process(shared, "" if is_root else text)))
    told = {(x.element_id, x.code) for x in (*report.errors, *report.warnings)}
    return ("x", "unknown_reference") in told


@pytest.mark.parametrize(("text", "right"), [*ROOTS, *PARTS])
def test_a_reference_names_an_element_of_its_kind(text: str, right: str) -> None:
    assert not found(text, right)
    assert not found(text, f"tns:{right}")
    assert not found(text, "elsewhere:thing") or "laneSet" in text
    assert found(text, "signal") or "association" in text
    assert found(text, "nowhere") or "callActivity" in text


def test_what_is_refused_already_is_not_told_twice() -> None:
    throw = element("endEvent", "e", '<bpmn:errorEventDefinition errorRef="nowhere"/>')
    report = check_model(definitions(process(chain(START, throw))))

    assert [x.code for x in report.errors] == ["unknown_reference"]
    assert "unknown_reference" not in {x.code for x in report.warnings}


@pytest.mark.parametrize("yes", ["1", " true ", "true"])
def test_what_is_true_may_be_written_as_1(yes: str) -> None:
    handler = element(
        "subProcess",
        "handler",
        chain(
            element("startEvent", "in", '<bpmn:signalEventDefinition signalRef="signal"/>'),
            element("endEvent", "out"),
            flows="h",
        ),
        triggeredByEvent=yes,
    )
    loop = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{yes}"><bpmn:loopCardinality>2'
    loop += "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    many = user_task("ask").replace("></", f">{loop}</")
    walk = begin(chain(START, many, END), handler, roots=KNOWN)

    assert len(walk.all(CreateUserTask)) == 1
