"""Which version of another definition is meant: what the binding needs is there."""

from typing import Final

from lxml import etree

from bpm.core.bpmn.findings import Findings, label

MAX_VERSION_DIGITS: Final = 9


def check_binding(settings: etree._Element, node: etree._Element, findings: Findings) -> None:
    """Report a binding to a version or a tag that is not named."""
    binding = settings.get("binding", "deployment")
    version = settings.get("version", "").strip()
    is_number = version.isdecimal() and len(version) <= MAX_VERSION_DIGITS
    if binding == "version" and not is_number:
        detail = f"{label(node)} is bound to a version, but names {version[:80]!r} as its number."
        findings.error(node, "invalid_setting_value", detail, "Give a whole number in version.")
    if binding == "versionTag" and not settings.get("versionTag", "").strip():
        detail = f"{label(node)} is bound to a version tag, but names none."
        findings.error(node, "invalid_setting_value", detail, "Give the tag in versionTag.")
