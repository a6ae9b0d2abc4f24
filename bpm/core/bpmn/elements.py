"""Which elements and attributes of BPMN run, which only document, which are refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

RUNNING_NODES: Final = (
    "startEvent",
    "endEvent",
    "task",
    "manualTask",
    "userTask",
    "scriptTask",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "subProcess",
    "transaction",
    "adHocSubProcess",
    "boundaryEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "eventBasedGateway",
    "receiveTask",
    "serviceTask",
    "sendTask",
    "callActivity",
    "businessRuleTask",
)
"""Flow nodes that the engine executes."""

REFUSED_NODES: Final = (
    "implicitThrowEvent",
    "event",
    "choreographyTask",
    "callChoreography",
    "subChoreography",
)
"""Flow nodes that it does not execute."""

FLOW_NODES: Final = RUNNING_NODES + REFUSED_NODES

ACTIVITIES: Final = frozenset(
    {
        *("task", "manualTask", "userTask", "scriptTask", "serviceTask", "sendTask"),
        *("receiveTask", "businessRuleTask", "callActivity", "subProcess", "transaction"),
        "adHocSubProcess",
    }
)
MULTI_INSTANCE: Final = "multiInstanceLoopCharacteristics"
STANDARD_LOOP: Final = "standardLoopCharacteristics"
GATEWAYS: Final = frozenset(name for name in FLOW_NODES if name.endswith("Gateway"))
EVENTS: Final = frozenset(name for name in FLOW_NODES if name.lower().endswith("event"))
SUB_PROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})

INERT: Final = frozenset(
    {
        *("auditing", "monitoring", "rendering", "dataState", "categoryValueRef"),
        *("dataStoreReference", "supports", "supportedInterfaceRef", "ioBinding"),
    }
)
"""Elements that may stand in a process without any effect: told as a warning."""

RESOURCE_ROLES: Final = frozenset({"resourceRole", "performer", "humanPerformer", "potentialOwner"})

EXPRESSION_LANGUAGES: Final = frozenset(
    {
        "feel",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    }
)
SCRIPT_FORMATS: Final = frozenset({"feel", "application/feel", "text/feel"})
PYTHON_FORMATS: Final = frozenset({"python", "application/python", "text/x-python"})

FALSE: Final = frozenset({"false", "0"})
TRUE: Final = frozenset({"true", "1"})
QUANTITIES: Final = frozenset(str(number) for number in range(1, 1001))
"""How many tokens may begin an activity, or come of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRule:
    """What may be said about an element.

    Args:
        attributes: Attribute names; the values that can be executed, None for any.
        children: Names of BPMN children that are understood.
    """

    attributes: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    children: frozenset[str] = frozenset()


_BASE = frozenset({"documentation", "extensionElements"})
_NODE = _BASE | {"incoming", "outgoing"}
_NAMED: dict[str, frozenset[str] | None] = {"id": None, "name": None}
_ACTIVITY: dict[str, frozenset[str] | None] = {
    **_NAMED,
    "isForCompensation": TRUE | FALSE,
    "startQuantity": QUANTITIES,
    "completionQuantity": QUANTITIES,
    "default": None,
}
_ARTIFACTS = frozenset({"textAnnotation", "association", "group"})
_CAUGHT = frozenset(
    {
        *("timerEventDefinition", "messageEventDefinition", "signalEventDefinition"),
        "conditionalEventDefinition",
    }
)
_WORK = _NODE | {MULTI_INSTANCE, STANDARD_LOOP}
_GATEWAY: dict[str, frozenset[str] | None] = {**_NAMED, "gatewayDirection": None}
_EXPRESSION: dict[str, frozenset[str] | None] = {
    "id": None,
    "language": None,
    "evaluatesToTypeRef": None,
}

RULES: Final[Mapping[str, ElementRule]] = MappingProxyType(
    {
        "process": ElementRule(
            attributes={
                **_NAMED,
                "processType": frozenset({"None", "Private", "none", "private", "executable"}),
                "isClosed": None,
                "isExecutable": TRUE | FALSE,
                "definitionalCollaborationRef": None,
            },
            children=frozenset({"correlationSubscription"})
            | _BASE
            | _ARTIFACTS
            | {"laneSet", "sequenceFlow", *FLOW_NODES},
        ),
        "startEvent": ElementRule(
            attributes={**_NAMED, "isInterrupting": TRUE | FALSE, "parallelMultiple": TRUE | FALSE},
            children=_NODE
            | _CAUGHT
            | {
                *("errorEventDefinition", "escalationEventDefinition"),
                "compensateEventDefinition",
            },
        ),
        "endEvent": ElementRule(
            attributes=_NAMED,
            children=_NODE
            | {
                *("terminateEventDefinition", "errorEventDefinition"),
                *("escalationEventDefinition", "signalEventDefinition", "cancelEventDefinition"),
                "compensateEventDefinition",
                "messageEventDefinition",
            },
        ),
        "boundaryEvent": ElementRule(
            attributes={
                **_NAMED,
                "attachedToRef": None,
                "cancelActivity": TRUE | FALSE,
                "parallelMultiple": TRUE | FALSE,
            },
            children=_NODE
            | _CAUGHT
            | {
                *("errorEventDefinition", "escalationEventDefinition"),
                *("cancelEventDefinition", "compensateEventDefinition"),
            },
        ),
        "intermediateCatchEvent": ElementRule(
            attributes={**_NAMED, "parallelMultiple": TRUE | FALSE},
            children=_NODE | _CAUGHT | {"linkEventDefinition"},
        ),
        "intermediateThrowEvent": ElementRule(
            attributes=_NAMED,
            children=_NODE
            | {
                *("escalationEventDefinition", "linkEventDefinition", "signalEventDefinition"),
                "compensateEventDefinition",
                "messageEventDefinition",
            },
        ),
        "eventBasedGateway": ElementRule(
            attributes={
                **_GATEWAY,
                "instantiate": TRUE | FALSE,
                "eventGatewayType": frozenset({"Exclusive", "Parallel"}),
            },
            children=_NODE,
        ),
        "signalEventDefinition": ElementRule(
            attributes={"id": None, "signalRef": None}, children=_BASE
        ),
        "escalationEventDefinition": ElementRule(
            attributes={"id": None, "escalationRef": None}, children=_BASE
        ),
        "conditionalEventDefinition": ElementRule(
            attributes={"id": None}, children=_BASE | {"condition"}
        ),
        "condition": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "compensateEventDefinition": ElementRule(
            attributes={"id": None, "activityRef": None, "waitForCompletion": TRUE | FALSE},
            children=_BASE,
        ),
        "cancelEventDefinition": ElementRule(attributes={"id": None}, children=_BASE),
        "linkEventDefinition": ElementRule(
            attributes=_NAMED, children=_BASE | {"source", "target"}
        ),
        "timerEventDefinition": ElementRule(
            attributes={"id": None}, children=_BASE | {"timeDate", "timeDuration", "timeCycle"}
        ),
        "timeDate": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "timeDuration": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "timeCycle": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "messageEventDefinition": ElementRule(
            attributes={"id": None, "messageRef": None}, children=_BASE | {"operationRef"}
        ),
        "receiveTask": ElementRule(
            attributes={
                **_ACTIVITY,
                "implementation": None,
                "messageRef": None,
                "operationRef": None,
                "instantiate": TRUE | FALSE,
            },
            children=_WORK,
        ),
        "serviceTask": ElementRule(
            attributes={**_ACTIVITY, "implementation": None, "operationRef": None},
            children=_WORK,
        ),
        "sendTask": ElementRule(
            attributes={
                **_ACTIVITY,
                "implementation": None,
                "messageRef": None,
                "operationRef": None,
            },
            children=_WORK,
        ),
        "businessRuleTask": ElementRule(
            attributes={**_ACTIVITY, "implementation": None}, children=_WORK
        ),
        "callActivity": ElementRule(
            attributes={**_ACTIVITY, "calledElement": None}, children=_WORK
        ),
        "terminateEventDefinition": ElementRule(attributes={"id": None}, children=_BASE),
        "errorEventDefinition": ElementRule(
            attributes={"id": None, "errorRef": None}, children=_BASE
        ),
        "subProcess": ElementRule(
            attributes={**_ACTIVITY, "triggeredByEvent": TRUE | FALSE},
            children=_WORK | _ARTIFACTS | {"laneSet", "sequenceFlow", *FLOW_NODES},
        ),
        "transaction": ElementRule(
            attributes={
                **_ACTIVITY,
                "triggeredByEvent": FALSE,
                "method": None,
            },
            children=_WORK | _ARTIFACTS | {"laneSet", "sequenceFlow", *FLOW_NODES},
        ),
        "adHocSubProcess": ElementRule(
            attributes={
                **_ACTIVITY,
                "triggeredByEvent": FALSE,
                "ordering": frozenset({"Parallel", "Sequential"}),
                "cancelRemainingInstances": TRUE | FALSE,
            },
            children=_WORK
            | {"completionCondition"}
            | _ARTIFACTS
            | {"laneSet", "sequenceFlow", *FLOW_NODES},
        ),
        MULTI_INSTANCE: ElementRule(
            attributes={
                "id": None,
                "isSequential": TRUE | FALSE,
                "behavior": frozenset({"All", "None", "One", "Complex"}),
                "noneBehaviorEventRef": None,
                "oneBehaviorEventRef": None,
            },
            children=_BASE
            | {"loopCardinality", "completionCondition", "complexBehaviorDefinition"},
        ),
        "complexBehaviorDefinition": ElementRule(
            attributes={"id": None}, children=_BASE | {"condition", "event"}
        ),
        # Only there: as a flow node it is refused.
        "event": ElementRule(
            attributes=_NAMED,
            children=_BASE | {"signalEventDefinition", "escalationEventDefinition"},
        ),
        STANDARD_LOOP: ElementRule(
            attributes={"id": None, "testBefore": TRUE | FALSE, "loopMaximum": None},
            children=_BASE | {"loopCondition"},
        ),
        "loopCondition": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "loopCardinality": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "completionCondition": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "task": ElementRule(attributes=_ACTIVITY, children=_WORK),
        "manualTask": ElementRule(attributes=_ACTIVITY, children=_WORK),
        "userTask": ElementRule(
            attributes={
                **_ACTIVITY,
                "implementation": None,
            },
            children=_WORK,
        ),
        "scriptTask": ElementRule(
            attributes={**_ACTIVITY, "scriptFormat": None}, children=_WORK | {"script"}
        ),
        "exclusiveGateway": ElementRule(attributes={**_GATEWAY, "default": None}, children=_NODE),
        "inclusiveGateway": ElementRule(attributes={**_GATEWAY, "default": None}, children=_NODE),
        "complexGateway": ElementRule(
            attributes={**_GATEWAY, "default": None}, children=_NODE | {"activationCondition"}
        ),
        "activationCondition": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "parallelGateway": ElementRule(attributes=_GATEWAY, children=_NODE),
        "sequenceFlow": ElementRule(
            attributes={**_NAMED, "sourceRef": None, "targetRef": None, "isImmediate": TRUE},
            children=_BASE | {"conditionExpression"},
        ),
        "conditionExpression": ElementRule(attributes=_EXPRESSION, children=_BASE),
        "script": ElementRule(attributes={"id": None}),
        "laneSet": ElementRule(attributes=_NAMED, children=_BASE | {"lane"}),
        "lane": ElementRule(
            attributes={**_NAMED, "partitionElementRef": None},
            children=_BASE | {"flowNodeRef", "childLaneSet", "partitionElement"},
        ),
        "childLaneSet": ElementRule(attributes=_NAMED, children=_BASE | {"lane"}),
        "textAnnotation": ElementRule(
            attributes={"id": None, "textFormat": None}, children=_BASE | {"text"}
        ),
        "association": ElementRule(
            attributes={
                "id": None,
                "sourceRef": None,
                "targetRef": None,
                "associationDirection": None,
            },
            children=_BASE,
        ),
        "group": ElementRule(attributes={"id": None, "categoryValueRef": None}, children=_BASE),
    }
)
"""What is walked; children named here but without a rule of their own are plain text."""

RUNNING_TODAY: Final = (
    "Use what runs: start and end events, timer, message, signal, error, "
    "escalation, conditional, compensation and link events, all tasks, embedded, event "
    "and ad-hoc sub-processes, transactions, call activities, exclusive, parallel, inclusive, "
    "complex and event-based gateways."
)

_THROWN = frozenset(
    {"signalEventDefinition", "escalationEventDefinition", "messageEventDefinition"}
)
_FAILURES = frozenset({"errorEventDefinition", "escalationEventDefinition"})
TOGETHER: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "intermediateCatchEvent": _CAUGHT,
        "intermediateThrowEvent": _THROWN | {"compensateEventDefinition"},
        "endEvent": _THROWN
        | _FAILURES
        | {
            *("compensateEventDefinition", "cancelEventDefinition"),
            "terminateEventDefinition",
        },
        "startEvent": _CAUGHT,
        "handler start": _CAUGHT | _FAILURES,
        "boundaryEvent": _CAUGHT | _FAILURES | {"cancelEventDefinition"},
    }
)
"""Triggers of which one event may have several, by the kind of event."""

AT_MOST_ONE: Final = frozenset({"errorEventDefinition", "cancelEventDefinition"})
"""Triggers of which an event can throw one: it ends all from which another could be thrown."""

AWAITED_TOGETHER: Final = _CAUGHT
"""Triggers of which an event may wait for all."""

STARTS_FROM_OUTSIDE: Final = _CAUGHT
"""Triggers by which the start event of a process, not of an event sub-process, runs."""
