"""Assignments: the activities that four eyes name are user tasks of the same process."""

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.settings import split_names
from bpm.core.bpmn.xml import extension, name_of


def check_assignments(document: Document, findings: Findings) -> None:
    """Report each ``excludeCompleterOf`` that could exclude nobody."""
    for process in document.processes:
        nodes = document.flow_nodes_of(process)
        user_tasks = frozenset(
            node.get("id", "") for node in nodes if name_of(node)[1] == "userTask"
        )
        for node in nodes:
            settings = extension(node, "assignment")
            if settings is not None and "excludeCompleterOf" in settings.attrib:
                _check_excluded(node, settings.get("excludeCompleterOf"), user_tasks, findings)


def _check_excluded(
    node: etree._Element, text: str | None, user_tasks: frozenset[str], findings: Findings
) -> None:
    names = split_names(text)
    if not names:
        detail = f"excludeCompleterOf of {label(node)} names no activity."
        findings.error(node, "invalid_setting_value", detail, "Name user tasks, or remove it.")
    for name in names:
        if name not in user_tasks:
            detail = f"excludeCompleterOf of {label(node)} names {name[:80]!r}, no user task here."
            remedy = "Give the ids of user tasks of this process, separated by commas."
            findings.error(node, "unknown_activity", detail, remedy)
