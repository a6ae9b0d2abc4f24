"""Where a process begins, and what begins it.

Source: BPMN 2.0.2 §10.5.2 (start events), §10.3.3 and §10.6.6 (instantiating receive tasks and
event-based gateways), §13.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from bpm.core.bpmn.document import Roots, entry_nodes
from bpm.core.bpmn.elements import TRUE
from bpm.core.bpmn.levels import flow_nodes, sequence_flows
from bpm.core.bpmn.report import StartInfo
from bpm.core.bpmn.settings import NO_NAMES
from bpm.core.bpmn.triggers import (
    ConditionTrigger,
    WaitTrigger,
    needs_all,
    read_message,
    read_triggers,
    triggers_of,
)
from bpm.core.bpmn.xml import name_of
from bpm.core.errors import InvalidInputError
from bpm.core.feel import Budget, FeelEvaluationError
from bpm.core.values import Value

_FEEL_STEPS = 100_000


class InvalidConditionError(InvalidInputError):
    """A condition cannot be decided with these variables."""

    code = "invalid_condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPoint:
    """What an instance can begin with.

    Args:
        id: Of the start event, of the receive task, or of the event or receive task that an
            instantiating gateway leads to.
        entry: Where the first token is put: the same, or the gateway.
        triggers: What begins an instance there. None without any.
        needs_all: Whether all of them have to happen; else each of them does so alone.
    """

    id: str
    entry: str
    triggers: tuple[WaitTrigger, ...] = ()
    needs_all: bool = False


def list_starts(process: etree._Element) -> Iterator[StartInfo]:
    """Yield where a process can begin by its own account, without reading expressions."""
    for node, entry in _points(process):
        kinds = [name_of(part)[1].removesuffix("EventDefinition") for part in triggers_of(node)]
        if name_of(node)[1] == "receiveTask":
            kinds = ["message"]
        yield StartInfo(
            id=node.get("id", ""),
            name=node.get("name") or str(node.get("id", "")),
            kinds=tuple(kinds),
            is_event=node is entry and name_of(node)[1] == "startEvent",
        )


def read_starts(
    process: etree._Element, roots: Roots, names: frozenset[str] = NO_NAMES
) -> tuple[StartPoint, ...]:
    """Return where a process that has passed the check can begin, with what is waited for."""
    return tuple(
        StartPoint(
            id=node.get("id", ""),
            entry=entry.get("id", ""),
            triggers=_awaited(node, roots, names),
            needs_all=needs_all(node),
        )
        for node, entry in _points(process)
    )


def holds(trigger: ConditionTrigger, variables: Mapping[str, Value], *, now: datetime) -> bool:
    """Return whether a condition that begins instances is true of some variables.

    What it names and nobody gives is null, and null is not true.

    Raises:
        InvalidConditionError: It cannot be evaluated, or gives something else.
    """
    expression = trigger.expression
    try:
        value = expression.evaluate(variables.get, now=now, budget=Budget(_FEEL_STEPS))
    except FeelEvaluationError as error:
        raise InvalidConditionError(error.detail) from error
    if value is None or isinstance(value, bool):
        return value is True
    raise InvalidConditionError(f"`{expression.source}` is not true, false or null.")


def instantiates(node: etree._Element) -> bool:
    """Return whether a receive task or event-based gateway begins instances."""
    local = name_of(node)[1]
    is_able = local in ("receiveTask", "eventBasedGateway")
    return is_able and node.get("instantiate", "false").strip() in TRUE


def _points(process: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Yield what begins an instance, with where the first token is put."""
    nodes = {node.get("id"): node for node in flow_nodes(process)}
    for node in entry_nodes(process):
        if name_of(node)[1] == "eventBasedGateway" and instantiates(node):
            for flow in sequence_flows(process):
                target = nodes.get(flow.get("targetRef"))
                if flow.get("sourceRef") == node.get("id") and target is not None:
                    yield target, node
        elif name_of(node)[1] == "startEvent" or instantiates(node):
            yield node, node


def _awaited(node: etree._Element, roots: Roots, names: frozenset[str]) -> tuple[WaitTrigger, ...]:
    if name_of(node)[1] == "receiveTask":
        message = read_message(node, node.get("messageRef"), roots, names)
        return () if message is None else (message,)
    found = read_triggers(node, roots, names)
    if needs_all(node) and len(found) < len(triggers_of(node)):
        return ()  # one of them says too little ever to happen
    return tuple(trigger for trigger in found if isinstance(trigger, WaitTrigger))
