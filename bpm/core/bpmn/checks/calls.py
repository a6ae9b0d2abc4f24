"""Service and send tasks, call activities: they say what they call, and it can be called."""

from typing import Final

from lxml import etree

from bpm.core.bpmn.calls import InvalidTimeoutError, read_parameters, read_timeout
from bpm.core.bpmn.checks.bindings import check_binding
from bpm.core.bpmn.checks.expressions import compile_or_report
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.unfinished import names_technology, sends_message
from bpm.core.bpmn.xml import BPM, BPMN, children, extension, name_of
from bpm.core.feel import compile_condition, compile_text_or_feel

CALL_TASKS: Final = frozenset({"serviceTask", "sendTask"})


def check_calls(document: Document, findings: Findings) -> None:
    """Report calls that do not say what is called, or cannot be made."""
    for process in document.processes:
        for node in document.flow_nodes_of(process):
            local = name_of(node)[1]
            if findings.is_refused(local):
                continue
            if local in CALL_TASKS:
                _check_service(node, findings)
            elif extension(node, "service") is not None:
                detail = f"bpm:service on {label(node)} cannot be executed yet."
                findings.error(node, "unsupported_setting", detail, "Use a service task.")
            if local == "callActivity":
                _check_called_element(node, findings)


def _check_service(node: etree._Element, findings: Findings) -> None:
    settings = extension(node, "service")
    connector = "" if settings is None else settings.get("connector", "").strip()
    if settings is None and (names_technology(node) or sends_message(node)):
        return
    if settings is None or not connector:
        detail = f"{label(node)} does not say what it calls."
        findings.error(node, "missing_service", detail, "Choose a connector in bpm:service.")
        return
    try:
        read_timeout(settings.get("timeout"))
    except InvalidTimeoutError as error:
        findings.error(node, "invalid_setting_value", error.detail, "Use a duration: PT30S.")
    _check_parameters(settings, node, findings)
    if findings.check_call is not None:
        operation = settings.get("operation", "").strip() or None
        for problem in findings.check_call(connector, operation, read_parameters(node)):
            findings.error(node, problem.code, f"{label(node)}: {problem.detail}", problem.remedy)
    _check_error_mappings(node, findings)


def _check_parameters(settings: etree._Element, node: etree._Element, findings: Findings) -> None:
    seen: set[str] = set()
    for part in children(settings, BPM, "parameter"):
        name = part.get("name", "")
        if not name.strip():
            detail = f"A parameter of {label(node)} has no name."
            findings.error(node, "invalid_setting_value", detail, "Give it a name.")
        if name in seen:
            detail = f"The parameter {name[:80]!r} of {label(node)} is given twice."
            findings.error(node, "duplicate_setting", detail, "Keep one of them.")
        seen.add(name)


def _check_error_mappings(node: etree._Element, findings: Findings) -> None:
    for part in node.iterfind(f"{{{BPMN}}}extensionElements/{{{BPM}}}errorMapping"):
        when = part.get("when", "").strip()
        if when:
            what = f"error mapping of {label(node)}"
            compile_or_report(node, when, compile_condition, what, findings)
        if not part.get("errorCode", "").strip():
            detail = f"An error mapping of {label(node)} has no errorCode."
            findings.error(node, "invalid_setting_value", detail, "Name the error's code.")


def _check_called_element(node: etree._Element, findings: Findings) -> None:
    called = node.get("calledElement", "").strip()
    if not called:
        detail = f"{label(node)} does not say which process it calls."
        findings.error(node, "missing_reference", detail, "Give it a calledElement.")
    else:
        what = f"calledElement of {label(node)}"
        compile_or_report(node, called, compile_text_or_feel, what, findings)
    settings = extension(node, "calledElement")
    if settings is not None:
        check_binding(settings, node, findings)
