"""Compile every expression of what runs, so that a misspelt one is found before it is met."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import SCRIPT_FORMATS
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.languages import foreign_language, is_other_language
from bpm.core.bpmn.xml import BPMN, XSI, children, name_of, text_of
from bpm.core.feel import (
    Expression,
    FeelSyntaxError,
    compile_condition,
    compile_expression,
)

LOOP_EXPRESSIONS: Final = ("loopCardinality", "loopCondition", "completionCondition")


class Compiler(Protocol):
    """One of FEEL's three ways to compile a text."""

    def __call__(self, text: str, /, *, names: frozenset[str]) -> Expression:
        """Return the expression."""
        ...


def check_expressions(document: Document, findings: Findings) -> None:
    """Report conditions and scripts that are empty or no FEEL; settings are checked apart."""
    for process in document.processes:
        for name in LOOP_EXPRESSIONS:
            for expression in process.iter(f"{{{BPMN}}}{name}"):
                _check_loop_expression(expression, findings)
        for name, check in CONDITIONS.items():
            for condition in process.iter(f"{{{BPMN}}}{name}"):
                check(condition, findings)
        for task in process.iter(f"{{{BPMN}}}scriptTask"):
            if task.get("scriptFormat", "feel").strip().lower() in SCRIPT_FORMATS:
                _check_script(task, findings)


def check_formality(document: Document, findings: Findings) -> None:
    """Report text for people where BPMN expects an expression that a machine evaluates."""
    for process in document.processes:
        for expression in process.iter(f"{{{BPMN}}}*"):
            kind = expression.get(f"{{{XSI}}}type", "").rpartition(":")[2]
            owner = expression.getparent()
            if kind == "tExpression" and owner is not None:
                findings.error(
                    owner,
                    "informal_expression",
                    f"{name_of(expression)[1]} of {label(owner)} is text for people.",
                    "Use a formal expression (tFormalExpression) in FEEL.",
                )


def compile_or_report(
    node: etree._Element,
    text: str,
    compile_text: Compiler,
    what: str,
    findings: Findings,
    *,
    formal: etree._Element | None = None,
) -> Expression | None:
    """Return the compiled expression, or report why it cannot be and return None.

    Args:
        node: What it belongs to.
        text: The expression.
        compile_text: How it is read.
        what: What it is, for the message.
        findings: Where it is reported.
        formal: Its element, where BPMN lets that or the model name another language.
    """
    language = None if formal is None else foreign_language(formal)
    if formal is not None and is_other_language(formal):
        detail = f"The {what} is written in {language}, so a token stops there."
        findings.warn(node, "stops_here", detail, "Write it in FEEL, and remove language.")
        return None
    try:
        return compile_text(text, names=findings.names_around(node))
    except FeelSyntaxError as error:
        if language is not None:
            detail = f"The {what} is written in {language}, so a token stops there: {error.detail}"
            findings.warn(node, "stops_here", detail, "Write it in FEEL.")
            return None
        findings.error(
            node,
            "invalid_expression",
            f"The {what} is no FEEL: {error.detail}",
            "Mend the expression.",
        )
        return None


def _check_condition(condition: etree._Element, findings: Findings) -> None:
    flow = condition.getparent()
    if flow is None:
        return
    where = label(flow)
    if not text_of(condition):
        findings.error(
            flow,
            "empty_expression",
            f"The condition of {where} is empty.",
            "Write the condition in FEEL, such as amount > 100.",
        )
        return
    what = f"condition of {where}"
    text = text_of(condition)
    compile_or_report(flow, text, compile_condition, what, findings, formal=condition)


def _check_event_condition(condition: etree._Element, findings: Findings) -> None:
    trigger = condition.getparent()
    event = None if trigger is None else trigger.getparent()
    if event is not None and text_of(condition):
        what = f"condition of {label(event)}"
        text = text_of(condition)
        compile_or_report(event, text, compile_condition, what, findings, formal=condition)


def _check_activation(condition: etree._Element, findings: Findings) -> None:
    gateway = condition.getparent()
    if gateway is not None and text_of(condition):
        what = f"activation condition of {label(gateway)}"
        text = text_of(condition)
        compile_or_report(gateway, text, compile_condition, what, findings, formal=condition)


def _check_loop_expression(expression: etree._Element, findings: Findings) -> None:
    loop = expression.getparent()
    is_own = loop is not None and name_of(loop)[1] == "adHocSubProcess"
    owner = loop if is_own or loop is None else loop.getparent()
    if owner is None:
        return
    what = f"{name_of(expression)[1]} of {label(owner)}"
    text = text_of(expression)
    if text:
        compile_or_report(owner, text, compile_condition, what, findings, formal=expression)
    else:
        findings.error(owner, "empty_expression", f"The {what} is empty.", "Write it in FEEL.")


def _check_script(task: etree._Element, findings: Findings) -> None:
    for script in children(task, BPMN, "script")[:1]:
        text = text_of(script).removeprefix("=")
        if text:
            what = f"script of {label(task)}"
            compile_or_report(task, text, compile_expression, what, findings)


CONDITIONS: Final[Mapping[str, Callable[[etree._Element, Findings], None]]] = MappingProxyType(
    {
        "conditionExpression": _check_condition,
        "condition": _check_event_condition,
        "activationCondition": _check_activation,
    }
)
"""How conditions are checked, by their elements."""
