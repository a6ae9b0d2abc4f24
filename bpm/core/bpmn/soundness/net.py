"""The control flow of one process or sub-process as a game of tokens on its sequence flows.

Data is left out: every condition may hold or not. A sub-process is one activity here; its inside
is a net of its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import combinations
from typing import Final

from lxml import etree

from bpm.core.bpmn.document import entry_nodes
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.links import link_targets
from bpm.core.bpmn.starts import instantiates
from bpm.core.bpmn.xml import BPMN, child, name_of

MOST_OPTIONAL: Final = 4
"""Conditional flows of which every choice is tried; of more, each alone and all together."""

_ENDING: Final = frozenset(
    {
        *("terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition"),
    }
)

Flows = frozenset[str]


class Role(Enum):
    """How a node takes tokens."""

    STEP = auto()
    """One from any incoming flow."""
    JOIN = auto()
    """One from each incoming flow."""
    GATHER = auto()
    """One from each that has one, once no other can come: an inclusive gateway."""
    STOP = auto()
    """One, and all others vanish."""


@dataclass(slots=True)
class Node:
    """A flow node.

    Args:
        element: In the document.
        role: How it takes tokens.
        incoming: Flows that lead to it.
        outcomes: Sets of flows of which one gets tokens; an empty set where the token ends.
    """

    element: etree._Element
    role: Role
    incoming: tuple[str, ...] = ()
    outcomes: tuple[Flows, ...] = (frozenset(),)


@dataclass(slots=True)
class Net:
    """The nodes of a level by id, and where its tokens begin.

    Args:
        nodes: By id.
        target: Id of the node that a flow leads to, by the flow.
        starts: Markings, one for each way to begin.
        reach: For each flow, the flows that a token on it can come to.
        beside: Flows to which only events lead that do not interrupt; what comes by them is
            done once for each event, as it is meant.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    target: dict[str, str] = field(default_factory=dict)
    starts: list[Flows] = field(default_factory=list)
    reach: dict[str, Flows] = field(default_factory=dict)
    beside: Flows = frozenset()


def build_net(level: Level) -> Net | None:
    """Return the net of a level; None where it does not follow the common patterns.

    That is the case for ad-hoc sub-processes and complex gateways, for activities that take or
    give several tokens, and for models whose flows lead nowhere.
    """
    if level.is_ad_hoc or any(not _is_common(node) for node in level.nodes.values()):
        return None
    net = Net()
    outgoing: dict[str, list[str]] = defaultdict(list)
    incoming: dict[str, list[str]] = defaultdict(list)
    for flow in level.flows:
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source not in level.nodes or target not in level.nodes:
            return None
        _connect(str(flow.get("id")), source, target, net, outgoing, incoming)
    for source, target in link_targets(level.container).items():
        _connect(f"link {source}", source, target, net, outgoing, incoming)
    _begin(level, net, incoming)
    for id_, element in level.nodes.items():
        if id_ is not None:
            net.nodes[id_] = Node(
                element=element,
                role=_role_of(element),
                incoming=tuple(incoming[id_]),
                outcomes=tuple(dict.fromkeys(_outcomes_of(element, level, outgoing))),
            )
    _trace(net)
    _find_beside(level, net, outgoing)
    return net


def _connect(
    flow: str,
    source: str,
    target: str,
    net: Net,
    outgoing: dict[str, list[str]],
    incoming: dict[str, list[str]],
) -> None:
    net.target[flow] = target
    outgoing[source].append(flow)
    incoming[target].append(flow)


def _begin(level: Level, net: Net, incoming: dict[str, list[str]]) -> None:
    """Let tokens come from nowhere to where the level begins."""
    together = []
    for element in entry_nodes(level.container):
        id_ = str(element.get("id"))
        flow = f"start {id_}"
        net.target[flow] = id_
        incoming[id_].append(flow)
        if name_of(element)[1] == "startEvent" or instantiates(element):
            net.starts.append(frozenset({flow}))
        else:
            together.append(flow)
    if together:
        net.starts.append(frozenset(together))


def _is_common(element: etree._Element) -> bool:
    quantities = (element.get(name, "1") for name in ("startQuantity", "completionQuantity"))
    parallel = element.get("eventGatewayType", "") == "Parallel"
    is_one = all(quantity.strip() == "1" for quantity in quantities)
    return name_of(element)[1] != "complexGateway" and is_one and not parallel


def _role_of(element: etree._Element) -> Role:
    local = name_of(element)[1]
    if local == "parallelGateway":
        return Role.JOIN
    if local == "inclusiveGateway":
        return Role.GATHER
    if local == "endEvent" and any(name_of(part)[1] in _ENDING for part in element):
        return Role.STOP
    return Role.STEP


def _outcomes_of(
    element: etree._Element, level: Level, outgoing: Mapping[str, list[str]]
) -> Iterator[Flows]:
    id_, local = str(element.get("id")), name_of(element)[1]
    out = outgoing.get(id_, [])
    normal = list(_leave(element, local, out, level))
    yield from normal
    for event in _taking_tokens(element, level):
        beside = frozenset(outgoing.get(str(event.get("id")), ()))
        if _interrupts(event):
            yield beside
        else:
            yield from (flows | beside for flows in normal)


def _taking_tokens(element: etree._Element, level: Level) -> list[etree._Element]:
    """Return the events attached to an activity that tokens leave by; compensation is none."""
    return [
        event
        for event in level.attached.get(element.get("id"), ())
        if child(event, BPMN, "compensateEventDefinition") is None
    ]


def _interrupts(event: etree._Element) -> bool:
    return event.get("cancelActivity", "true").strip() in ("true", "1")


def _leave(element: etree._Element, local: str, out: list[str], level: Level) -> Iterator[Flows]:
    if local in ("exclusiveGateway", "eventBasedGateway") and out:
        yield from (frozenset({flow}) for flow in out)
        return
    default = element.get("default")
    asked = {
        str(flow.get("id"))
        for flow in level.outgoing[element.get("id")]
        if child(flow, BPMN, "conditionExpression") is not None
    }
    optional = [flow for flow in out if flow in asked] if local != "parallelGateway" else []
    always = frozenset(flow for flow in out if flow not in optional and flow != default)
    if not optional:
        yield frozenset(out)
        return
    for chosen in _choices(optional):
        yield always | chosen
    if default is not None and not always:
        yield frozenset({default})
    elif always:
        yield always


def _choices(optional: list[str]) -> Iterator[Flows]:
    sizes = range(1, len(optional) + 1) if len(optional) <= MOST_OPTIONAL else (1, len(optional))
    for size in sizes:
        yield from (frozenset(chosen) for chosen in combinations(optional, size))


def _trace(net: Net) -> None:
    after = {
        flow: frozenset().union(*net.nodes[target].outcomes) for flow, target in net.target.items()
    }
    for flow in net.target:
        seen: set[str] = set()
        waiting = [flow]
        while waiting:
            for following in after[waiting.pop()]:
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        net.reach[flow] = frozenset(seen)


def _find_beside(level: Level, net: Net, outgoing: Mapping[str, list[str]]) -> None:
    gentle = frozenset(
        flow
        for event in level.of_kind("boundaryEvent")
        if not _interrupts(event)
        for flow in outgoing.get(str(event.get("id")), ())
    )
    seen, waiting = set[str](), [flow for start in net.starts for flow in start]
    while waiting:
        flow = waiting.pop()
        if flow not in seen:
            seen.add(flow)
            outcomes = net.nodes[net.target[flow]].outcomes
            waiting.extend(frozenset().union(*outcomes) - gentle)
    net.beside = frozenset(net.target) - seen
