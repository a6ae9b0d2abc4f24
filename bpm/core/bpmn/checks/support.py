"""Walk every element of a process; what the engine cannot execute exactly is refused by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.events import is_handler
from bpm.core.bpmn.data_elements import children_of, rule_of
from bpm.core.bpmn.document import GENERATED, Document, is_executable
from bpm.core.bpmn.elements import (
    AT_MOST_ONE,
    AWAITED_TOGETHER,
    EVENTS,
    FLOW_NODES,
    INERT,
    PYTHON_FORMATS,
    REFUSED_NODES,
    RESOURCE_ROLES,
    RUNNING_TODAY,
    STARTS_FROM_OUTSIDE,
    SUB_PROCESSES,
    TOGETHER,
    TRUE,
    ElementRule,
)
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.languages import is_known
from bpm.core.bpmn.loop_events import is_thrown_by_loop
from bpm.core.bpmn.settings import python_source, script_format
from bpm.core.bpmn.xml import (
    BPM,
    BPMN,
    CONVERTED,
    XSI,
    child,
    children,
    name_of,
    split_name,
    text_of,
)

LOOPS: Final = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
SCRIPT_REMEDY: Final = (
    "Mend the line; scripts only calculate, so call a connector from a service task for the rest."
)

REMEDIES: Final[Mapping[str, str]] = MappingProxyType({})
"""What to do instead, by the attribute whose value does not run."""


def check_support(document: Document, findings: Findings) -> None:
    """Report every element, attribute and definition that does not run."""
    for process in document.processes:
        if is_executable(process):
            _walk(process, findings)
        else:
            findings.warn(
                process,
                "not_executable",
                f"The process {process.get('id', '')!r} is not marked executable: it is stored "
                "as documentation and cannot be started.",
                'Set isExecutable="true" to run it.',
            )
    language = document.root.get("expressionLanguage", "").strip()
    if language and not is_known(language):
        findings.warn(
            document.root,
            "unsupported_language",
            f"The model names {language!r} as its language, but its expressions are read as FEEL.",
            "Remove expressionLanguage.",
        )
    if not document.processes:
        findings.error(
            document.root, "no_process", "The model holds no process.", "Draw a process."
        )


def _walk(node: etree._Element, findings: Findings) -> None:
    if rule_of(name_of(node)[1]) is None:
        return
    known = children_of(name_of(node)[1])
    _check_attributes(node, findings)
    for part in node:
        namespace, local = name_of(part)
        if namespace != BPMN:
            findings.error(
                part,
                "misplaced_extension",
                f"<{local}> of {namespace or 'no namespace'} stands directly in {label(node)}.",
                "Put it inside extensionElements.",
            )
        elif _is_refused_node(part, findings):
            _refuse_node(part, findings)
            _walk_inside(part, findings)
        elif local in known and not findings.is_refused(local):
            _walk(part, findings)
        elif local in INERT:
            findings.warn(
                part,
                "no_effect",
                f"<{local}> in {label(node)} is kept but has no effect when the process runs.",
            )
        else:
            _refuse_child(part, node, findings)
    _check_own(node, findings)


def _check_own(node: etree._Element, findings: Findings) -> None:
    if name_of(node)[1] == "scriptTask":
        _check_script(node, findings)
    if name_of(node)[1] in EVENTS:
        _check_triggers(node, findings)


def _is_refused_node(node: etree._Element, findings: Findings) -> bool:
    local = name_of(node)[1]
    if local not in FLOW_NODES or is_thrown_by_loop(node):
        return False
    return local in REFUSED_NODES or findings.is_refused(local)


def _walk_inside(node: etree._Element, findings: Findings) -> None:
    """Go on inside a sub-process, so that its elements are reported in the same run."""
    if name_of(node)[1] in SUB_PROCESSES:
        for part in children(node, BPMN, *FLOW_NODES, "sequenceFlow"):
            if _is_refused_node(part, findings):
                _refuse_node(part, findings)
                _walk_inside(part, findings)
            else:
                _walk(part, findings)


def _refuse_node(node: etree._Element, findings: Findings) -> None:
    what = f"{name_of(node)[1]} {node.get('id', '')!r}"
    detail = f"The element {what} cannot be executed yet."
    findings.error(node, "unsupported_element", detail, RUNNING_TODAY)


def _refuse_child(part: etree._Element, node: etree._Element, findings: Findings) -> None:
    local = name_of(part)[1]
    if local.endswith("EventDefinition") or local == "eventDefinitionRef":
        code, what = "unsupported_event_definition", f"The trigger {local} of {label(node)}"
        remedy = "Remove the trigger."
    elif local in LOOPS:
        code, what = "unsupported_loop", f"The marker {local} of {label(node)}"
        remedy = "Draw the loop with an exclusive gateway."
    elif local in RESOURCE_ROLES:
        warn_role(part, node, findings)
        return
    else:
        code, what = "unsupported_element", f"<{local}> in {label(node)}"
        remedy = "Remove it, or mend its name if it is misspelt."
        node = part
    findings.error(node, code, f"{what} cannot be executed.", remedy)


def warn_role(part: etree._Element, node: etree._Element, findings: Findings) -> None:
    """Report that people whom BPMN's own element names are not asked."""
    findings.warn(
        node,
        "unsupported_resource_role",
        f"<{name_of(part)[1]}> of {label(node)} is kept, but whom it names is not asked.",
        "Use bpm:assignment for assignee and candidates.",
    )


def _check_attributes(node: etree._Element, findings: Findings) -> None:
    foreign: set[str] = set()
    for key, value in node.attrib.items():
        namespace = split_name(str(key))[0]
        if namespace in ("", BPM, BPMN):
            _check_attribute(node, findings, str(key), str(value))
        elif namespace != XSI and key != GENERATED:
            foreign.add(namespace)
    for namespace in sorted(foreign):
        warn_foreign(node, findings, namespace)


def _check_attribute(node: etree._Element, findings: Findings, key: str, value: str) -> None:
    rule = rule_of(name_of(node)[1]) or ElementRule()
    around = node.getparent()
    what = label(node)
    if name_of(node)[1] in LOOPS and around is not None:
        what = f"the loop marker of {label(around)}"
    if key not in rule.attributes:
        findings.error(
            node,
            "unknown_attribute",
            f'The attribute {split_name(key)[1]}="{value[:80]}" of {what} is not known.',
            "Remove it, or mend its name if it is misspelt.",
        )
        return
    allowed = rule.attributes[key]
    if allowed is not None and value.strip() not in allowed:
        findings.error(
            node,
            "unsupported_attribute_value",
            f'{key}="{value[:80]}" of {what} cannot be executed.',
            REMEDIES.get(key, f"Remove the attribute {key}."),
        )


def warn_foreign(node: etree._Element, findings: Findings, namespace: str) -> None:
    """Report that settings of another vendor are kept without effect, unless they are converted."""
    if node.getroottree().getroot().get(CONVERTED):
        return
    findings.warn(
        node,
        "foreign_extension",
        f"Settings of {namespace} on {label(node)} are kept but have no effect.",
        "Import the model to have it converted, or give the same in the bpm: vocabulary.",
    )


def _check_triggers(event: etree._Element, findings: Findings) -> None:
    triggers = [part for part in event if name_of(part)[1].endswith("EventDefinition")]
    is_outer_start = name_of(event)[1] == "startEvent" and not is_handler(event.getparent())
    for trigger in triggers if is_outer_start else ():
        if name_of(trigger)[1] not in STARTS_FROM_OUTSIDE:
            _refuse_child(trigger, event, findings)
    names = [name_of(trigger)[1] for trigger in triggers]
    is_inner_start = name_of(event)[1] == "startEvent" and not is_outer_start
    place = "handler start" if is_inner_start else name_of(event)[1]
    needs_all = event.get("parallelMultiple", "").strip() in TRUE
    if len(triggers) > 1 and not _may_stand_together(place, names, needs_all=needs_all):
        findings.error(
            event,
            "unsupported_event_definition",
            f"{label(event)} has {len(triggers)} triggers, which cannot be executed.",
            "Keep one of them.",
        )


def _may_stand_together(place: str, names: list[str], *, needs_all: bool) -> bool:
    if needs_all:
        return AWAITED_TOGETHER.issuperset(names)
    # What follows could only be thrown from where the first one has ended everything.
    is_single = place != "endEvent" or sum(name in AT_MOST_ONE for name in names) <= 1
    return is_single and TOGETHER.get(place, frozenset()).issuperset(names)


def _check_script(node: etree._Element, findings: Findings) -> None:
    body = child(node, BPMN, "script")
    if script_format(node) in PYTHON_FORMATS and findings.check_script is None:
        findings.error(
            node,
            "unsupported_script_format",
            f"The script of {label(node)} is written in {node.get('scriptFormat')!r}, which "
            "does not run.",
            'Write it in FEEL and set scriptFormat="feel".',
        )
    if not text_of(body):
        detail = f"{label(node)} has no script, so it does nothing."
        findings.warn(node, "missing_script", detail, "Write it.")
    elif script_format(node) in PYTHON_FORMATS and findings.check_script:
        for problem in findings.check_script(python_source(body)):
            detail = f"Line {problem.line} of the script of {label(node)}: {problem.detail}"
            findings.error(node, problem.code, detail, problem.remedy or SCRIPT_REMEDY)
    if len(children(node, BPMN, "script")) > 1:
        findings.error(node, "unsupported_element", f"{label(node)} has more than one script.")
