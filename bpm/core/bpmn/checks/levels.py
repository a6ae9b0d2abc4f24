"""The flow nodes and flows of one process or sub-process, indexed for the rules."""

from collections import defaultdict

from lxml import etree

from bpm.core.bpmn.document import Document, flow_nodes, sequence_flows
from bpm.core.bpmn.elements import SUB_PROCESSES
from bpm.core.bpmn.xml import BPMN, name_of


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

    def of_kind(self, *names: str) -> list[etree._Element]:
        """Return the flow nodes of these kinds, in order of the document."""
        return [node for node in self.nodes.values() if name_of(node)[1] in names]


def levels(document: Document) -> list[Level]:
    """Return every process and sub-process of the model, outer before inner."""
    found: list[Level] = []
    waiting = list(document.processes)
    while waiting:
        container = waiting.pop(0)
        found.append(Level(container))
        waiting.extend(node for node in container if name_of(node)[1] in SUB_PROCESSES)
    return found


def definitions_of(event: etree._Element, document: Document) -> list[etree._Element]:
    """Return the triggers of an event, its own and those it refers to."""
    found = []
    for part in event:
        local = name_of(part)[1]
        if local.endswith("EventDefinition"):
            found.append(part)
        elif local == "eventDefinitionRef":
            referred = document.ids.get((part.text or "").strip())
            if referred is not None:
                found.append(referred)
    return found


def is_apart(node: etree._Element) -> bool:
    """Return whether an element legally stands outside the flow."""
    return (
        node.get("triggeredByEvent") == "true"
        or node.get("isForCompensation") == "true"
        or any(name_of(part)[1] == "linkEventDefinition" for part in node)
    )
