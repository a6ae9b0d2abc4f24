"""Hands for diagrams: pages and editors draw them with the same library."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

_NODE = re.compile(
    r'<bpmn:(task|callActivity|subProcess|\w+(?:Task|Event|Gateway)) id="(\w+)"([^>]*)'
)
_ACTIVITY = (100, 80)
_SIZES = (("Event", (36, 36)), ("Gateway", (50, 50)))
_ROW = 140

WATERMARK_IS_ON_TOP = """() => {
  const mark = document.querySelector('.bjs-powered-by');
  const box = mark.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return mark.contains(top);
}"""
"""Script that tells whether nothing covers the watermark, as its licence demands."""


def shape(page: Page, element_id: str) -> Locator:
    """Return a drawn element of a diagram."""
    return page.locator(f'.djs-element[data-element-id="{element_id}"]')


def choose(page: Page, element_id: str) -> None:
    """Click the middle of a drawn element."""
    box = shape(page, element_id).locator(".djs-hit").first.bounding_box()
    assert box is not None, f"{element_id} is not drawn"
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def append(page: Page, element_id: str, what: str) -> None:
    """Append something to an element by its context pad; ``what`` is ``userTask`` and the like."""
    choose(page, element_id)
    page.locator(f'.djs-context-pad [data-action="append.{what}"]').click()


def with_diagram(xml: str) -> str:
    """Return a model with a diagram: nodes in a row, events on the edge of what they interrupt."""
    frames = _place_nodes(xml)
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{id_}_di" bpmnElement="{id_}"><dc:Bounds x="{frame.x}"'
        f' y="{frame.y}" width="{frame.width}" height="{frame.height}"/></bpmndi:BPMNShape>'
        for id_, frame in frames.items()
    )
    flows = re.findall(r'<bpmn:sequenceFlow id="(\w+)" sourceRef="(\w+)" targetRef="(\w+)"', xml)
    edges = "".join(
        f'<bpmndi:BPMNEdge id="{flow}_di" bpmnElement="{flow}">'
        + "".join(
            f'<di:waypoint x="{x}" y="{y}"/>' for x, y in _route(frames[source], frames[target])
        )
        + "</bpmndi:BPMNEdge>"
        for flow, source, target in flows
    )
    key = re.findall(r'<bpmn:process id="([^"]+)"', xml)[0]
    diagram = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
        ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="diagram">'
        f'<bpmndi:BPMNPlane id="plane" bpmnElement="{key}">{shapes}{edges}</bpmndi:BPMNPlane>'
        "</bpmndi:BPMNDiagram></bpmn:definitions>"
    )
    return xml.replace("</bpmn:definitions>", diagram)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a node is drawn."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height


def _place_nodes(xml: str) -> dict[str, _Frame]:
    frames: dict[str, _Frame] = {}
    column = 0
    for kind, id_, rest in _NODE.findall(xml):
        width, height = next((size for end, size in _SIZES if kind.endswith(end)), _ACTIVITY)
        host = re.search(r'attachedToRef="(\w+)"', rest)
        if host:
            owner = frames[host[1]]
            x, y = owner.x + owner.width - width, owner.bottom - height // 2
        else:
            x, y = 250 + 160 * column - width // 2, _ROW - height // 2
            column += 1
        frames[id_] = _Frame(x=x, y=y, width=width, height=height)
    return frames


def _route(source: _Frame, target: _Frame) -> list[tuple[int, int]]:
    """Go straight to the neighbour, and below the row to any other node."""
    is_next = 0 < target.x - source.x < 240 and source.centre[1] == target.centre[1] == _ROW
    if is_next:
        return [(source.x + source.width, _ROW), (target.x, _ROW)]
    (from_x, _), (to_x, _) = source.centre, target.centre
    below = _ROW + 90 + abs(to_x - from_x) // 10
    return [(from_x, source.bottom), (from_x, below), (to_x, below), (to_x, target.bottom)]
