"""Business-rule tasks: they say which decision they ask, and in which version."""

from lxml import etree

from bpm.core.bpmn.checks.bindings import check_binding
from bpm.core.bpmn.checks.expressions import compile_or_report
from bpm.core.bpmn.decisions import RULE_TASK
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.xml import extension, name_of
from bpm.core.feel import compile_text_or_feel


def check_decisions(document: Document, findings: Findings) -> None:
    """Report decisions that cannot be found by what the model says."""
    for process in document.processes:
        for node in document.flow_nodes_of(process):
            if name_of(node)[1] == RULE_TASK:
                _check_task(node, findings)


def _check_task(node: etree._Element, findings: Findings) -> None:
    settings = extension(node, "calledDecision")
    key = "" if settings is None else settings.get("decisionId", "").strip()
    if settings is None or not key:
        detail = f"{label(node)} does not say which decision it asks."
        findings.error(
            node, "missing_reference", detail, "Give the id of the decision in bpm:calledDecision."
        )
        return
    compile_or_report(node, key, compile_text_or_feel, f"decisionId of {label(node)}", findings)
    check_binding(settings, node, findings)
    if not settings.get("resultVariable", "").strip():
        findings.warn(
            node,
            "decision_without_result",
            f"{label(node)} keeps nothing of its decision.",
            "Name a resultVariable.",
        )
