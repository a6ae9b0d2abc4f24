"""Forms of user tasks and starts: they say which form, in which version."""

from lxml import etree

from bpm.core.bpmn.checks.bindings import check_binding
from bpm.core.bpmn.document import Document, all_flow_nodes, entry_nodes
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.forms import FEEL_MARK
from bpm.core.bpmn.triggers import trigger_of
from bpm.core.bpmn.xml import extension, name_of


def check_forms(document: Document, findings: Findings) -> None:
    """Report forms that cannot be found by what the model says."""
    for process in document.processes:
        starts = set(entry_nodes(process))
        for node in all_flow_nodes(process):
            settings = extension(node, "formRef")
            if settings is not None:
                check_binding(settings, node, findings)
                _check_key(settings, node, findings)
                if name_of(node)[1] == "startEvent":
                    _check_start(settings, node, findings, is_first=node in starts)


def _check_key(settings: etree._Element, node: etree._Element, findings: Findings) -> None:
    if not settings.get("key", "").strip():
        detail = f"{label(node)} does not say which form it shows."
        findings.error(node, "missing_reference", detail, "Give the id of the form in key.")


def _check_start(
    settings: etree._Element, node: etree._Element, findings: Findings, *, is_first: bool
) -> None:
    if not is_first or trigger_of(node) is not None:
        findings.error(
            node,
            "misplaced_setting",
            f"People do not start {label(node)}, so it shows no form.",
            "Put bpm:formRef on the start event without a trigger.",
        )
    if settings.get("key", "").strip().startswith(FEEL_MARK):
        findings.error(
            node,
            "invalid_setting_value",
            f"The form of {label(node)} is named by FEEL, but there are no variables before it.",
            "Name the form as text.",
        )
