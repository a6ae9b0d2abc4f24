"""BPMN's own resource roles, as engines read them: who may do a user task."""

import re
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.expressions import to_feel
from bpm.core.bpmn.conversion.report import Notes
from bpm.core.bpmn.conversion.writer import Writer
from bpm.core.bpmn.xml import BPMN, children, name_of, text_of

ASSIGNING: Final = frozenset({"humanPerformer", "performer"})
_CANDIDATE: Final = re.compile(r"(user|group)\(([^)]*)\)|([^,]+)")


def convert_roles(node: etree._Element, notes: Notes) -> None:
    """Give a user task the people whom its roles name; of an expression, Activiti's reading."""
    writer = Writer(node, notes)
    for role in children(node, BPMN, "potentialOwner", *sorted(ASSIGNING)):
        local = name_of(role)[1]
        text = " ".join(
            text_of(part) for part in role.iter(f"{{{BPMN}}}formalExpression") if text_of(part)
        )
        if not text:
            text = _resource_of(role)
        if not text:
            writer.kept(local, "It names nobody.")
        elif local in ASSIGNING:
            value, fault = to_feel(text)
            writer.put("assignment", "assignee", value)
            _report(writer, local, value, fault)
        else:
            _put_candidates(writer, local, text)


def _put_candidates(writer: Writer, local: str, text: str) -> None:
    if "${" in text or text.startswith("="):
        value, fault = to_feel(text)
        writer.put("assignment", "candidateGroups", value)
        _report(writer, local, value, fault)
        return
    found: dict[str, list[str]] = {"candidateUsers": [], "candidateGroups": []}
    for match in _CANDIDATE.finditer(text):
        kind, inside, bare = match.groups()
        name = "candidateUsers" if kind == "user" else "candidateGroups"
        if (inside or bare or "").strip():
            found[name].append((inside or bare).strip())
    for name, people in found.items():
        if people:
            writer.put("assignment", name, ", ".join(people))
            _report(writer, local, ", ".join(people), None)


def _report(writer: Writer, local: str, value: str, fault: str | None) -> None:
    if fault is None:
        writer.converted(local, f"bpm:assignment names {value[:80]!r} now.")
    else:
        writer.cannot(local, fault[:300])


def _resource_of(role: etree._Element) -> str:
    """Return the name of the resource that a role refers to."""
    for reference in children(role, BPMN, "resourceRef"):
        wanted = text_of(reference).rpartition(":")[2]
        for resource in role.getroottree().getroot().iterchildren(f"{{{BPMN}}}resource"):
            if resource.get("id") == wanted:
                return str(resource.get("name") or wanted)
    return ""
