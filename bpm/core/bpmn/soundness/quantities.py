"""Activities that need more tokens to begin than can ever come to them.

Only what is certain is found: every condition may hold, every branch be taken, and what lies on a
circle or beside an event that does not interrupt may get any number. Source: BPMN 2.0.2 §13.3.2.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import inf

from lxml import etree

from bpm.core.bpmn.document import entry_nodes
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.links import link_targets
from bpm.core.bpmn.starts import instantiates
from bpm.core.bpmn.xml import BPMN, child, name_of

_Edges = Mapping[str, list[tuple[str, float]]]
"""For each node, from where tokens come, and how many for each time that is done."""


def find_starved(level: Level) -> Iterator[tuple[etree._Element, int, int]]:
    """Yield activities with the tokens that they need, and the most that can come."""
    wanting = [node for node in level.nodes.values() if _needed(node) > 1]
    if not wanting or level.is_ad_hoc:
        return
    edges = _edges_of(level)
    entries = [str(node.get("id")) for node in entry_nodes(level.container)]
    alone = [id_ for id_ in entries if _begins_alone(level.nodes[id_])]
    together = frozenset(entries) - frozenset(alone)
    ways = [frozenset({id_}) for id_ in alone] + ([together] if together else [])
    all_bounds = [_most_by_node(level, edges, way) for way in ways]
    for node in wanting:
        id_ = str(node.get("id"))
        most = max((bounds.get(id_, inf) for bounds in all_bounds), default=inf)
        if 0 < most < _needed(node):
            yield node, _needed(node), int(most)


def _most_by_node(level: Level, edges: _Edges, begun: frozenset[str]) -> dict[str, float]:
    """Return the most tokens that can come to each node when a level begins in one way.

    What lies on a circle, or behind one, is left out.
    """
    following: dict[str, list[str]] = defaultdict(list)
    missing = {id_: len(edges.get(id_, ())) for id_ in level.nodes if id_ is not None}
    for target, sources in edges.items():
        for source, _ in sources:
            following[source].append(target)
    found: dict[str, float] = {}
    waiting = [id_ for id_, number in missing.items() if not number]
    while waiting:
        id_ = waiting.pop()
        node = level.nodes[id_]
        given = [_given(found[source], level.nodes[source], n) for source, n in edges.get(id_, ())]
        joins = name_of(node)[1] == "parallelGateway" and given
        found[id_] = (1.0 if id_ in begun else 0.0) + (min(given) if joins else sum(given))
        for target in following[id_]:
            missing[target] -= 1
            if not missing[target]:
                waiting.append(target)
    return found


def _given(come: float, source: etree._Element, number: float) -> float:
    return come if come in (0, inf) else come // _needed(source) * number


def _edges_of(level: Level) -> _Edges:
    edges: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for flow in level.flows:
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source in level.nodes and target in level.nodes:
            given = _number(level.nodes[source], "completionQuantity")
            edges[target].append((source, given))
    for source, target in link_targets(level.container).items():
        edges[target].append((source, 1))
    for event in level.of_kind("boundaryEvent"):
        if child(event, BPMN, "compensateEventDefinition") is None:
            is_last = event.get("cancelActivity", "true").strip() in ("true", "1")
            host = event.get("attachedToRef", "")
            if host in level.nodes:
                edges[str(event.get("id"))].append((host, 1 if is_last else inf))
    return edges


def _begins_alone(node: etree._Element) -> bool:
    return name_of(node)[1] == "startEvent" or instantiates(node)


def _needed(node: etree._Element) -> int:
    return _number(node, "startQuantity")


def _number(node: etree._Element, name: str) -> int:
    text = node.get(name, "1").strip()
    return int(text) if text.isdecimal() and len(text) <= 4 else 1  # noqa: PLR2004 - to 1000
