"""Mappings and multi-instance loops: names that are there, instances that come from somewhere."""

from typing import Final

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import MULTI_INSTANCE, STANDARD_LOOP
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.xml import BPM, BPMN, child, children, extension, text_of

_DIGITS: Final = 10


def check_mappings(document: Document, findings: Findings) -> None:
    """Report mappings without a name and loops without a source."""
    for process in document.processes:
        for settings in process.iter(f"{{{BPM}}}io"):
            for tag in ("input", "output"):
                _check_names(settings, tag, findings)
        for loop in process.iter(f"{{{BPMN}}}{MULTI_INSTANCE}"):
            _check_loop(loop, findings)
        for loop in process.iter(f"{{{BPMN}}}{STANDARD_LOOP}"):
            _check_standard_loop(loop, findings)


def _check_names(settings: etree._Element, tag: str, findings: Findings) -> None:
    seen: set[str] = set()
    for part in children(settings, BPM, tag):
        name = part.get("name", "")
        if not name.strip() or name != name.strip():
            findings.error(
                settings,
                "invalid_setting_value",
                f"An {tag} is named {name[:80]!r}, which is no name of a variable.",
                "Use a name without blanks around it.",
            )
        if name in seen:
            detail = f"The {tag} {name[:80]!r} is given twice."
            findings.error(settings, "duplicate_setting", detail, "Keep one of them.")
        seen.add(name)


def _check_standard_loop(loop: etree._Element, findings: Findings) -> None:
    owner = loop.getparent()
    if owner is None:
        return
    maximum = loop.get("loopMaximum")
    if maximum is not None and not (
        maximum.isascii() and maximum.isdecimal() and len(maximum) < _DIGITS
    ):
        detail = f"loopMaximum of {label(owner)} is {maximum[:80]!r}, not a whole number from 0."
        findings.error(owner, "invalid_loop_maximum", detail, "Give such a number or none.")


def _check_loop(loop: etree._Element, findings: Findings) -> None:
    owner = loop.getparent()
    if owner is None:
        return
    settings = extension(loop, "loop")
    found = loop if settings is None else settings
    collection = found.get("collection", "").strip()
    number = text_of(child(loop, BPMN, "loopCardinality"))
    is_given = bool(collection) or child(loop, BPMN, "loopDataInputRef") is not None
    if is_given == bool(number):
        given = "both a collection and a number" if number else "neither a collection nor a number"
        findings.error(
            owner,
            "loop_source",
            f"The multi-instance {label(owner)} has {given} of instances.",
            "Give it a collection in bpm:loop, or loopCardinality.",
        )
    if collection and not collection.startswith("="):
        findings.error(
            owner,
            "invalid_setting_value",
            f"The collection of {label(owner)} is the text {collection[:80]!r}, no list.",
            f"Write FEEL: ={collection[:80]}",
        )
    for name in ("elementVariable", "outputCollection"):
        text = found.get(name)
        if text is not None and (not text.strip() or text != text.strip()):
            findings.error(
                owner,
                "invalid_setting_value",
                f"{name} of {label(owner)} is {text[:80]!r}, which is no name of a variable.",
                "Use a name without blanks around it.",
            )
    has_element = bool(found.get("outputElement", "").strip())
    if has_element != bool(found.get("outputCollection", "").strip()):
        findings.error(
            owner,
            "loop_output",
            f"{label(owner)} has only one of outputCollection and outputElement.",
            "Give both of them or none.",
        )
