"""``bpm:`` settings: known, at the right place, well-formed, and supported so far."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.expressions import compile_or_report
from bpm.core.bpmn.checks.support import warn_foreign
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import ACTIVITIES, EVENTS, FLOW_NODES, GATEWAYS
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.settings import TRUTHS
from bpm.core.bpmn.vocabulary import (
    ABSTRACT_PARENTS,
    SettingType,
    SettingValue,
    ValueKind,
    setting_types,
)
from bpm.core.bpmn.xml import BPM, BPMN, name_of, split_name, text_of
from bpm.core.feel import compile_text_or_feel

SUPPORTED: Final = frozenset(
    {
        *("process", "assignment", "script", "retry", "async", "properties", "property"),
        *("io", "input", "output", "loop", "service", "parameter", "errorMapping"),
        *("adHoc", "calledElement", "calledDecision", "subscription", "publish", "formRef"),
    }
)

REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "listeners": "Remove them; put the work into script tasks.",
    }
)

UNSUPPORTED_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "assignment": frozenset({"strategy"}),
        "subscription": frozenset({"timeToLive"}),
    }
)
"""Attributes whose silent loss would be worse than a refusal."""


def check_extensions(document: Document, findings: Findings) -> None:
    """Report unknown, misplaced and unsupported settings, and faulty values in them."""
    for holder in document.root.iter(f"{{{BPMN}}}extensionElements"):
        owner = holder.getparent()
        if owner is None:
            continue
        seen: set[str] = set()
        foreign: set[str] = set()
        for setting in holder:
            namespace, local = name_of(setting)
            if namespace == BPM and local == "unconverted":
                _tell_unconverted(setting, owner, findings)
            elif namespace == BPM:
                _check_double(setting, owner, seen, findings)
                _check_setting(setting, owner, findings)
            else:
                foreign.add(namespace or local)
        for namespace in sorted(foreign):
            warn_foreign(owner, findings, namespace)


def _tell_unconverted(setting: etree._Element, owner: etree._Element, findings: Findings) -> None:
    findings.warn(
        owner,
        "unconverted_setting",
        f"{setting.get('setting', '')} of {label(owner)} was not converted: "
        f"{setting.get('detail', '')}",
        "Give the same in the bpm: vocabulary if it is needed.",
    )


def _check_double(
    setting: etree._Element, owner: etree._Element, seen: set[str], findings: Findings
) -> None:
    local = name_of(setting)[1]
    if local in seen and local != "errorMapping":
        detail = f"{label(owner)} has more than one bpm:{local}."
        findings.error(owner, "duplicate_setting", detail, "Keep one of them.")
    seen.add(local)


def _check_setting(setting: etree._Element, owner: etree._Element, findings: Findings) -> None:
    local = name_of(setting)[1]
    type_ = setting_types().get(local)
    if type_ is None:
        findings.error(
            owner,
            "unknown_setting",
            f"bpm:{local} on {label(owner)} is not a known setting.",
            "Remove it, or mend its name if it is misspelt.",
        )
    elif not _is_allowed(type_, owner):
        findings.error(
            owner,
            "misplaced_setting",
            f"bpm:{local} does not belong on {label(owner)}.",
            f"Move it to: {', '.join(type_.allowed_in) or 'the setting that it is part of'}",
        )
    elif local not in SUPPORTED:
        findings.error(
            owner,
            "unsupported_setting",
            f"bpm:{local} on {label(owner)} cannot be executed yet.",
            REMEDIES.get(local, "Remove it."),
        )
    else:
        _check_content(setting, type_, owner, findings)


def _is_allowed(type_: SettingType, owner: etree._Element) -> bool:
    local = name_of(owner)[1]
    for allowed in type_.allowed_in:
        parents = _expand(ABSTRACT_PARENTS.get(allowed, frozenset()))
        if allowed == "*" or local in parents:
            return True
        if allowed.removeprefix("bpmn:").lower() == local.lower():
            return True
    return False


def _expand(names: frozenset[str]) -> frozenset[str]:
    groups = {"activity": ACTIVITIES, "gateway": GATEWAYS, "event": EVENTS}
    found = frozenset(name for name in names if name in FLOW_NODES and name not in groups)
    return found.union(*(groups[name] for name in names if name in groups))


def _check_content(
    setting: etree._Element, type_: SettingType, owner: etree._Element, findings: Findings
) -> None:
    unsupported = UNSUPPORTED_ATTRIBUTES.get(type_.name, frozenset())
    for key, raw in setting.attrib.items():
        namespace, name = split_name(str(key))
        value = type_.attributes.get(name)
        if namespace or value is None:
            findings.error(
                owner,
                "unknown_setting_attribute",
                f"bpm:{type_.name} on {label(owner)} has no attribute {name!r}.",
                f"Known are: {', '.join(sorted(type_.attributes)) or 'none'}",
            )
        elif name in unsupported:
            findings.error(
                owner,
                "unsupported_setting_attribute",
                f"{name} of bpm:{type_.name} on {label(owner)} cannot be executed yet.",
                f"Remove {name}.",
            )
        else:
            what = f"{name} of {label(owner)}"
            _check_value(str(raw), value, what, owner, findings)
    for part in setting:
        _check_part(part, type_, owner, findings)
    text = (setting.text or "").strip()
    if text and type_.body is None:
        detail = f"bpm:{type_.name} on {label(owner)} holds text, which it cannot."
        findings.error(owner, "misplaced_text", detail, "Remove the text.")


def _check_part(
    part: etree._Element, type_: SettingType, owner: etree._Element, findings: Findings
) -> None:
    namespace, local = name_of(part)
    known = setting_types().get(local) if namespace == BPM else None
    if known is None or local not in type_.children:
        detail = f"<{local}> does not belong in bpm:{type_.name} on {label(owner)}."
        findings.error(owner, "unknown_setting", detail, "Remove it, or mend its name.")
        return
    if known.body is not None:
        _check_value(text_of(part), known.body, f"{local} of {label(owner)}", owner, findings)
    _check_content(part, known, owner, findings)


def _check_value(
    text: str, value: SettingValue, what: str, owner: etree._Element, findings: Findings
) -> None:
    match value.kind:
        case ValueKind.TEXT_OR_FEEL if text.strip():
            compile_or_report(owner, text.strip(), compile_text_or_feel, what, findings)
        case ValueKind.TRUTH if text.strip() not in TRUTHS:
            _refuse(owner, findings, what, text, "true or false")
        case ValueKind.CHOICE if text not in value.choices:
            _refuse(owner, findings, what, text, " or ".join(value.choices))
        case _:
            return


def _refuse(owner: etree._Element, findings: Findings, what: str, text: str, expected: str) -> None:
    findings.error(
        owner,
        "invalid_setting_value",
        f"The {what} is {text[:80]!r}, which is not {expected}.",
        f"Use {expected}.",
    )
