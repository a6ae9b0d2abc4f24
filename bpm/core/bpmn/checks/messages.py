"""Messages that are thrown, and correlation keys: what they name is there and can be read.

Source: BPMN 2.0.2 §8.4.2 (correlation), §10.3.3 (send tasks), §10.5.1 (message events).
"""

from lxml import etree

from bpm.core.bpmn.checks.expressions import compile_or_report
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.messages import read_time_to_live
from bpm.core.bpmn.unfinished import sends_message
from bpm.core.bpmn.xml import BPM, BPMN, child, children, extension, name_of, text_of
from bpm.core.feel import compile_expression
from bpm.core.time import InvalidTemporalError

_THROWERS = ("intermediateThrowEvent", "endEvent", "sendTask")


def check_messages(document: Document, findings: Findings) -> None:
    """Report what is wrong with messages that are sent, and with correlation keys."""
    for process in document.processes:
        for node in document.flow_nodes_of(process):
            if name_of(node)[1] in _THROWERS:
                _check_thrower(node, document, findings)
        _check_subscriptions(process, document, findings)
    for root in children(document.root, BPMN, "correlationProperty"):
        for part in children(root, BPMN, "correlationPropertyRetrievalExpression"):
            _check_path(part, "messagePath", root, findings)


def _check_subscriptions(process: etree._Element, document: Document, findings: Findings) -> None:
    for subscription in children(process, BPMN, "correlationSubscription"):
        if subscription.get("correlationKeyRef", "") not in document.ids:
            detail = f"A correlation subscription of {label(process)} names no key."
            findings.error(subscription, "unknown_reference", detail, "Choose a key.")
        for binding in children(subscription, BPMN, "correlationPropertyBinding"):
            _check_binding(binding, document, findings)


def _check_thrower(node: etree._Element, document: Document, findings: Findings) -> None:
    _check_references(node, document, findings)
    settings = extension(node, "publish")
    if settings is None:
        return
    if not children(node, BPMN, "messageEventDefinition") and not sends_message(node):
        detail = f"bpm:publish on {label(node)}, which throws no message."
        findings.error(node, "misplaced_setting", detail, "Remove it, or give it a message.")
    try:
        read_time_to_live(settings.get("timeToLive"))
    except InvalidTemporalError:
        detail = f"timeToLive of {label(node)} cannot be read."
        findings.error(node, "invalid_setting_value", detail, "Use a duration: PT1H, P7D.")
    seen: set[str] = set()
    for part in children(settings, BPM, "parameter"):
        name = part.get("name", "")
        if not name.strip() or name != name.strip():
            detail = f"A parameter of {label(node)} is named {name[:80]!r}."
            findings.error(node, "invalid_setting_value", detail, "Name it as a variable.")
        if name in seen:
            detail = f"The parameter {name[:80]!r} of {label(node)} is given twice."
            findings.error(node, "duplicate_setting", detail, "Keep one of them.")
        seen.add(name)


def _check_references(node: etree._Element, document: Document, findings: Findings) -> None:
    named = [part.get("messageRef") for part in children(node, BPMN, "messageEventDefinition")]
    if sends_message(node):
        named.append(node.get("messageRef"))
    for reference in named:
        # One that names no message stops there; that is told elsewhere.
        if reference and ("message", reference) not in document.roots:
            detail = f"{label(node)} sends the message {reference!r}, which does not exist."
            findings.error(node, "unknown_reference", detail, "Choose a message of this model.")


def _check_binding(binding: etree._Element, document: Document, findings: Findings) -> None:
    reference = binding.get("correlationPropertyRef", "").rpartition(":")[2]
    if ("correlationProperty", reference) not in document.roots:
        detail = f"A correlation subscription binds {reference!r}, which does not exist."
        findings.error(binding, "unknown_reference", detail, "Choose a correlation property.")
    _check_path(binding, "dataPath", binding, findings)


def _check_path(
    holder: etree._Element, name: str, owner: etree._Element, findings: Findings
) -> None:
    text = text_of(child(holder, BPMN, name)).removeprefix("=")
    what = f"{name} of {label(owner)}"
    if not text:
        findings.error(owner, "empty_expression", f"The {what} is empty.", "Write it in FEEL.")
    else:
        compile_or_report(owner, text, compile_expression, what, findings)
