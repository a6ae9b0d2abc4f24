"""Hands for diagrams: pages and editors draw them with the same library."""

import re

from playwright.sync_api import Locator, Page

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
    """Return a model of nodes in a row with a diagram of them."""
    ids = re.findall(r'<bpmn:(?!process|definitions|sequenceFlow|timer)\w+ id="(\w+)"', xml)
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{id_}_di" bpmnElement="{id_}">'
        f'<dc:Bounds x="{200 + 160 * index}" y="100" width="100" height="80"/></bpmndi:BPMNShape>'
        for index, id_ in enumerate(ids)
    )
    flows = re.findall(r'<bpmn:sequenceFlow id="(\w+)" sourceRef="(\w+)" targetRef="(\w+)"', xml)
    edges = "".join(
        f'<bpmndi:BPMNEdge id="{flow}_di" bpmnElement="{flow}">'
        f'<di:waypoint x="{300 + 160 * ids.index(source)}" y="140"/>'
        f'<di:waypoint x="{200 + 160 * ids.index(target)}" y="140"/></bpmndi:BPMNEdge>'
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
