"""A BPMN document with its ids, processes and flows at hand."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final, TypeAlias

from lxml import etree

from bpm.core.bpmn.elements import SUB_PROCESSES, TRUE
from bpm.core.bpmn.levels import Level, flow_nodes, read_levels, sequence_flows
from bpm.core.bpmn.xml import BPMN, children, name_of

Roots: TypeAlias = Mapping[tuple[str, str], etree._Element]  # noqa: SLF001 - its only name
"""Root elements by local name and id."""

GENERATED: Final = "{urn:bpm:internal}generated"
"""Marks an id that the normaliser made, which the modeller has never seen."""


class Document:
    """A normalised model.

    Args:
        root: The ``definitions`` element.
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.ids: dict[str, etree._Element] = {}
        self.duplicates: list[etree._Element] = []
        self._flow_nodes: dict[etree._Element, list[etree._Element]] = {}
        for node in root.iter(f"{{{BPMN}}}*"):
            id_ = node.get("id")
            if id_ is not None and self.ids.setdefault(id_, node) is not node:
                self.duplicates.append(node)

    @cached_property
    def processes(self) -> list[etree._Element]:
        """All processes, in order of the document."""
        return children(self.root, BPMN, "process")

    @cached_property
    def roots(self) -> Roots:
        """What stands beside the processes, such as messages, by name and id."""
        return MappingProxyType(
            {
                (name_of(root)[1], id_): root
                for root in reversed(self.root)
                if (id_ := root.get("id")) and name_of(root)[0] == BPMN
            }
        )

    @cached_property
    def levels(self) -> list[Level]:
        """Every process and sub-process, outer before inner."""
        return read_levels(self.processes)

    def flow_nodes_of(self, process: etree._Element) -> list[etree._Element]:
        """Return what ``all_flow_nodes`` does, found once for all who ask."""
        if process not in self._flow_nodes:
            self._flow_nodes[process] = all_flow_nodes(process)
        return self._flow_nodes[process]

    def process_node(self, key: str) -> etree._Element:
        """Return the process of that id.

        Raises:
            KeyError: There is none.
        """
        for process in self.processes:
            if process.get("id") == key:
                return process
        raise KeyError(key)

    def is_in_executable(self, node: etree._Element) -> bool:
        """Return whether a fault of this element concerns something that is to run."""
        for ancestor in _self_and_ancestors(node):
            if ancestor.tag == f"{{{BPMN}}}process":
                return is_executable(ancestor)
        return any(is_executable(process) for process in self.processes)


def is_executable(process: etree._Element) -> bool:
    """Return whether a process is to run; BPMN's default is that it is not."""
    return process.get("isExecutable", "false").strip() in ("true", "1")


def is_drawn(flow: etree._Element) -> bool:
    """Return whether the uploaded model holds this sequence flow."""
    return flow.get(GENERATED) != "flow"


def all_flow_nodes(container: etree._Element) -> list[etree._Element]:
    """Return the flow nodes in a process and in its sub-processes, in order of the document."""
    found = []
    for node in flow_nodes(container):
        found.append(node)
        if name_of(node)[1] in SUB_PROCESSES:
            found += all_flow_nodes(node)
    return found


def entry_nodes(container: etree._Element) -> list[etree._Element]:
    """Return where tokens begin: the start events, else all nodes that no flow leads to.

    Receive tasks and event-based gateways that instantiate a process begin it beside them.
    Source: BPMN 2.0.2 §13.2 Process Instantiation and Termination.
    """
    events = children(container, BPMN, "startEvent")
    if events:
        beside = children(container, BPMN, "receiveTask", "eventBasedGateway")
        return events + [node for node in beside if node.get("instantiate", "").strip() in TRUE]
    targets = {flow.get("targetRef") for flow in sequence_flows(container)}
    return [
        node
        for node in flow_nodes(container)
        if node.get("id") not in targets and not _begins_elsewhere(node)
    ]


def activity_type(node: etree._Element) -> str:
    """Return the element name in snake_case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name_of(node)[1]).lower()


def _begins_elsewhere(node: etree._Element) -> bool:
    local = name_of(node)[1]
    return (
        local == "boundaryEvent"
        or node.get("triggeredByEvent") == "true"
        or node.get("isForCompensation") == "true"
        or any(name_of(part)[1] == "linkEventDefinition" for part in node)
    )


def _self_and_ancestors(node: etree._Element) -> Iterator[etree._Element]:
    yield node
    yield from node.iterancestors()
