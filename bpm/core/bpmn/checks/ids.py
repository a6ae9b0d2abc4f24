"""Ids: present, unique, usable."""

import re
from typing import Final

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.xml import BPMN

MAX_ID_LENGTH: Final = 255
_USABLE: Final = re.compile(r"[^\s\x00-\x1f/?#]+")


def check_ids(document: Document, findings: Findings) -> None:
    """Report ids that are missing, double, or cannot be used in an address."""
    for node in document.duplicates:
        findings.error(
            node,
            "duplicate_id",
            f"The id {node.get('id')!r} is used more than once.",
            "Give each element an id of its own.",
        )
    for process in document.processes:
        for node in (process, *document.flow_nodes_of(process)):
            _check_id(node, findings)


def _check_id(node: etree._Element, findings: Findings) -> None:
    id_ = node.get("id")
    kind = str(node.tag).removeprefix(f"{{{BPMN}}}")
    if not (id_ or "").strip():
        name = node.get("name")
        named = f"{kind} {name!r}" if name else kind
        findings.error(node, "missing_id", f"A {named} has no id.", "Give it an id.")
    elif id_ and (len(id_) > MAX_ID_LENGTH or not _USABLE.fullmatch(id_)):
        findings.error(
            node,
            "invalid_id",
            f"The id of {label(node)} is too long or holds blanks or one of / ? #.",
            f"Use at most {MAX_ID_LENGTH} letters, digits, hyphens and underscores.",
        )
