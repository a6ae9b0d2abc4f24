"""Bring a model into the one form that check and engine read; what it means stays the same."""

from collections import Counter
from copy import deepcopy
from typing import Final

from lxml import etree

from bpm.core.bpmn.document import GENERATED
from bpm.core.bpmn.global_tasks import inline_global_tasks
from bpm.core.bpmn.xml import BPMN, child, name_of, text_of

REFERENCES: Final = frozenset(
    {
        *("sourceRef", "targetRef", "default", "attachedToRef", "processRef", "calledElement"),
        *("messageRef", "signalRef", "errorRef", "escalationRef", "activityRef", "operationRef"),
        *("dataObjectRef", "dataStoreRef", "itemSubjectRef", "categoryValueRef", "bpmnElement"),
        *("definitionalCollaborationRef", "structureRef", "itemRef"),
        *("noneBehaviorEventRef", "oneBehaviorEventRef", "correlationKeyRef"),
        *("correlationPropertyRef", "parameterRef", "initiatingParticipantRef"),
    }
)
"""Attributes that name another element by its qualified name."""

REFERENCE_ELEMENTS: Final = frozenset(
    {
        *("incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef", "eventDefinitionRef"),
        *(
            "participantRef",
            "messageFlowRef",
            "correlationPropertyRef",
            "loopDataInputRef",
            "loopDataOutputRef",
        ),
        *("dataInputRefs", "dataOutputRefs", "inputSetRefs", "outputSetRefs", "source", "target"),
        *("inMessageRef", "outMessageRef", "errorRef", "operationRef", "supportedInterfaceRef"),
        *("resourceRef", "interfaceRef", "endPointRef", "choreographyRef"),
        *("optionalInputRefs", "whileExecutingInputRefs"),
        *("optionalOutputRefs", "whileExecutingOutputRefs"),
    }
)
"""Elements whose text names another element."""


TRUTHS: Final = frozenset(
    {
        *("isExecutable", "isClosed", "triggeredByEvent", "isForCompensation", "instantiate"),
        *("isInterrupting", "cancelActivity", "parallelMultiple", "isSequential", "testBefore"),
        *("waitForCompletion", "cancelRemainingInstances", "isCollection", "isUnlimited"),
        "isImmediate",
    }
)
"""Attributes that are true or false, which XML may also write as 1 or 0."""
_SPELLINGS: Final = {"1": "true", "0": "false"}

_WITH_MESSAGES: Final = tuple(
    f"{{{BPMN}}}{local}" for local in ("sendTask", "receiveTask", "messageEventDefinition")
)

MOST_COPIED: Final = 20_000
"""Elements of triggers that events refer to."""


def normalise(root: etree._Element) -> None:
    """Rewrite a tree in place.

    What is true or false is written in these words, references lose their namespace prefix where
    it stands for the model itself, a sequence flow without an id gets one, an event gets a copy of
    each trigger that it refers to, what names an operation alone gets its message, and a call of a
    global task becomes that task. All are legal BPMN that would otherwise be lost.
    """
    ids = {id_ for node in root.iter(f"{{{BPMN}}}*") if (id_ := node.get("id"))}
    for node in root.iter(f"{{{BPMN}}}*"):
        _resolve_references(node, ids)
    _copy_triggers(root)
    _name_messages(root)
    inline_global_tasks(root)
    taken: Counter[str] = Counter()
    for flow in root.iter(f"{{{BPMN}}}sequenceFlow"):
        if not (flow.get("id") or "").strip():
            _give_id(flow, ids, taken)


def _resolve_references(node: etree._Element, ids: set[str]) -> None:
    names = set(map(str, node.keys()))
    for name in TRUTHS & names:
        value = node.get(name, "").strip()
        node.set(name, _SPELLINGS.get(value, value))
    for name in REFERENCES & names:
        node.set(name, _without_prefix(node.get(name, "").strip(), ids))
    if name_of(node)[1] in REFERENCE_ELEMENTS and node.text and not len(node):
        node.text = _without_prefix(node.text.strip(), ids)


def _name_messages(root: etree._Element) -> None:
    """Let what names an operation, and no message, name the message that the operation takes.

    Source: BPMN 2.0.2 §8.4.3 (Operation), §10.3.3 (send and receive task), §10.5.5 (message event).
    """
    messages = {
        operation.get("id"): text_of(message)
        for operation in root.iter(f"{{{BPMN}}}operation")
        if (message := child(operation, BPMN, "inMessageRef")) is not None
    }
    for node in root.iter(*_WITH_MESSAGES) if messages else ():
        operation = node.get("operationRef") or text_of(child(node, BPMN, "operationRef"))
        if not node.get("messageRef") and messages.get(operation):
            node.set("messageRef", messages[operation])


def _without_prefix(reference: str, ids: set[str]) -> str:
    prefix, separator, local = reference.partition(":")
    return local if separator and prefix and reference not in ids and local in ids else reference


def _give_id(flow: etree._Element, ids: set[str], taken: Counter[str]) -> None:
    base = f"{flow.get('sourceRef', '')}_to_{flow.get('targetRef', '')}"
    candidate = base if not taken[base] else f"{base}_{taken[base] + 1}"
    while candidate in ids:
        taken[base] += 1
        candidate = f"{base}_{taken[base] + 1}"
    taken[base] += 1
    ids.add(candidate)
    flow.set("id", candidate)
    flow.set(GENERATED, "id")


def _copy_triggers(root: etree._Element) -> None:
    """Put the triggers that events refer to in place of the references, without their ids.

    What leads nowhere stays, and so do references past a number that no drawing needs; they are
    refused by name.
    """
    shared = {
        node.get("id"): node
        for node in root
        if name_of(node)[0] == BPMN and name_of(node)[1].endswith("EventDefinition")
    }
    copied = 0
    for reference in list(root.iter(f"{{{BPMN}}}eventDefinitionRef")):
        event, definition = reference.getparent(), shared.get((reference.text or "").strip())
        if event is None or definition is None:
            continue
        copied += sum(1 for _ in definition.iter())
        if copied > MOST_COPIED:
            return
        trigger = deepcopy(definition)
        trigger.attrib.pop("id", "")
        trigger.tail = None
        event.replace(reference, trigger)
