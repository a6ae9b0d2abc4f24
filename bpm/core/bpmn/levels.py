"""The flow nodes and flows of one process or sub-process, indexed for the rules."""

from collections import defaultdict, deque
from collections.abc import Iterable
from functools import cached_property

from lxml import etree

from bpm.core.bpmn.elements import FLOW_NODES, SUB_PROCESSES
from bpm.core.bpmn.xml import BPMN, children, name_of


def flow_nodes(container: etree._Element) -> list[etree._Element]:
    """Return the flow nodes directly in a process or sub-process, in order."""
    return children(container, BPMN, *FLOW_NODES)


def sequence_flows(container: etree._Element) -> list[etree._Element]:
    """Return the sequence flows directly in a process or sub-process, in order."""
    return children(container, BPMN, "sequenceFlow")


class Level:
    """The flow nodes and flows of one process or sub-process.

    Args:
        container: The process or sub-process.
    """

    def __init__(self, container: etree._Element) -> None:
        self.container = container
        self.nodes = {node.get("id"): node for node in flow_nodes(container)}
        self.flows = sequence_flows(container)
        self.outgoing: dict[str | None, list[etree._Element]] = defaultdict(list)
        self.incoming: dict[str | None, list[etree._Element]] = defaultdict(list)
        for flow in self.flows:
            self.outgoing[flow.get("sourceRef")].append(flow)
            self.incoming[flow.get("targetRef")].append(flow)

    @property
    def is_process(self) -> bool:
        """Whether this is a whole process."""
        return bool(self.container.tag == f"{{{BPMN}}}process")

    @property
    def is_ad_hoc(self) -> bool:
        """Whether the order inside is left to people."""
        return name_of(self.container)[1] == "adHocSubProcess"

    @cached_property
    def attached(self) -> dict[str | None, list[etree._Element]]:
        """The boundary events by the id of the activity that they are attached to."""
        found: dict[str | None, list[etree._Element]] = defaultdict(list)
        for event in self.of_kind("boundaryEvent"):
            found[event.get("attachedToRef")].append(event)
        return found

    def of_kind(self, *names: str) -> list[etree._Element]:
        """Return the flow nodes of these kinds, in order of the document."""
        return [node for node in self.nodes.values() if name_of(node)[1] in names]


def read_levels(processes: Iterable[etree._Element]) -> list[Level]:
    """Return every process and sub-process, outer before inner."""
    found: list[Level] = []
    waiting = deque(processes)
    while waiting:
        container = waiting.popleft()
        found.append(Level(container))
        waiting.extend(children(container, BPMN, *SUB_PROCESSES))
    return found
