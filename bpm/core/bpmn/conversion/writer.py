"""Write our own settings beside those of another vendor."""

from lxml import etree

from bpm.core.bpmn.conversion.dialects import dialect_of
from bpm.core.bpmn.conversion.report import Fate, Notes, ReportEntry
from bpm.core.bpmn.xml import BPM, BPMN, child, extension, name_of, split_name

_EXTENSIONS = f"{{{BPMN}}}extensionElements"


class Writer:
    """Our settings of one element, and what is reported of the vendor's.

    Args:
        node: The element of BPMN.
        notes: The report.
    """

    def __init__(self, node: etree._Element, notes: Notes) -> None:
        self.node = node
        self.notes = notes

    @property
    def kind(self) -> str:
        """The element's name."""
        return name_of(self.node)[1]

    @property
    def may_show_form(self) -> bool:
        """Whether people meet the element, so that it can show a form."""
        triggers = (name_of(part)[1].endswith("EventDefinition") for part in self.node)
        return self.kind == "userTask" or not any(triggers)

    def put(self, tag: str, attribute: str, value: str) -> None:
        """Set an attribute of one of our settings; what is there already stays."""
        setting = self.setting(tag)
        if setting.get(attribute) is None:
            setting.set(attribute, value)

    def add(self, tag: str, part: str, name: str, text: str) -> None:
        """Add a named part with a text, such as an input, to one of our settings."""
        setting = self.setting(tag)
        if any(found.get("name") == name for found in setting.iterchildren(f"{{{BPM}}}{part}")):
            return
        element = etree.SubElement(setting, f"{{{BPM}}}{part}")
        element.set("name", name)
        element.text = text

    def append(self, tag: str, part: str, attributes: dict[str, str], text: str = "") -> None:
        """Add a part with attributes to one of our settings, unless it is there already."""
        beside = self.setting(tag).iterchildren(f"{{{BPM}}}{part}")
        if any(_attributes(other) == attributes and (other.text or "") == text for other in beside):
            return
        element = etree.SubElement(self.setting(tag), f"{{{BPM}}}{part}")
        for name, value in attributes.items():
            element.set(name, value)
        element.text = text or None

    def setting(self, tag: str) -> etree._Element:
        """Return one of our settings, made where there is none yet."""
        found = extension(self.node, tag)
        if found is not None:
            return found
        return etree.SubElement(self._holder(), f"{{{BPM}}}{tag}", nsmap={"bpm": BPM})

    def _holder(self) -> etree._Element:
        holder = child(self.node, BPMN, "extensionElements")
        if holder is None:
            holder = etree.Element(_EXTENSIONS)
            documented = sum(name_of(part)[1] == "documentation" for part in self.node)
            self.node.insert(documented, holder)
        return holder

    def converted(self, setting: str, detail: str) -> None:
        """Report that a setting means the same now."""
        self._note(setting, Fate.CONVERTED, detail)

    def kept(self, setting: str, detail: str = "It has no effect here and stays.") -> None:
        """Report that a setting stays and does nothing."""
        self._note(setting, Fate.KEPT, detail)

    def cannot(self, setting: str, detail: str) -> None:
        """Report that a setting does not run here; deployment refuses what was made of it."""
        self._note(setting, Fate.CANNOT_RUN, detail)

    def lost(self, setting: str, detail: str) -> None:
        """Report that a setting does not run here, and have the check of the model say so too."""
        self._note(setting, Fate.CANNOT_RUN, detail)
        holder, tag = self._holder(), f"{{{BPM}}}unconverted"
        attributes = {"setting": setting, "detail": detail}
        if all(_attributes(other) != attributes for other in holder.iterchildren(tag)):
            left = etree.SubElement(holder, tag, nsmap={"bpm": BPM})
            for name, value in attributes.items():
                left.set(name, value)

    def _note(self, setting: str, fate: Fate, detail: str) -> None:
        entry = ReportEntry(element_id=_id_of(self.node), setting=setting, fate=fate, detail=detail)
        self.notes.entries.append(entry)


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def written(tag: str) -> str:
    """Return a qualified name as the vendor's users write it, such as ``camunda:in``."""
    dialect, local = dialect_of(tag), split_name(tag)[1]
    return f"{dialect.prefix}:{local}" if dialect else local


def _id_of(node: etree._Element) -> str | None:
    current: etree._Element | None = node
    while current is not None:
        if current.get("id"):
            return str(current.get("id"))
        current = current.getparent()
    return None
