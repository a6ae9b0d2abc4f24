"""What is drawn of a model: its elements, their names and their flows, without what they do."""

from typing import Final

from lxml import etree

from bpm.core.bpmn.xml import BPMN, name_of, read_xml, split_name

_LEFT_OUT: Final = frozenset(
    {
        *("documentation", "extensionElements", "script", "ioSpecification", "property"),
        *("resourceRole", "performer", "humanPerformer", "potentialOwner"),
        *("assignment", "transformation", "import", "interface", "resource"),
        *("correlationProperty", "correlationSubscription", "loopCardinality"),
        *("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"),
        *("completionCondition", "complexBehaviorDefinition", "loopCondition"),
        *("activationCondition", "condition", "timeDate", "timeDuration", "timeCycle"),
    }
)


def reduce_to_diagram(content: bytes) -> bytes:
    """Return a model reduced to what is drawn of it.

    Expressions, scripts, documentation, data and all settings of ours and of other vendors are left
    out. That a flow has a condition stays, because it is drawn; its text does not.

    Args:
        content: A model that was deployed.

    Raises:
        UnreadableXmlError: It is no XML.
    """
    root = read_xml(content)
    for element in list(root.iter()):
        namespace, name = name_of(element)
        if namespace != BPMN:
            continue
        if name in _LEFT_OUT:
            _remove(element)
            continue
        if name == "conditionExpression":
            element.text = None
            continue
        for attribute in list(element.attrib):
            if split_name(str(attribute))[0]:
                del element.attrib[attribute]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
