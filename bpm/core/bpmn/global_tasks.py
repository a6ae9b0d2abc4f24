"""Calls of global tasks of the same file: each becomes the task that it calls.

A call activity that calls a global task does what a task of that type does; roles and settings of
its own go before those of the called task. Source: BPMN 2.0.2 §10.3.4 (Call Activity, Global Task).
"""

from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.elements import RESOURCE_ROLES
from bpm.core.bpmn.xml import BPM, BPMN, name_of

GLOBAL_TASKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "globalTask": "task",
        "globalUserTask": "userTask",
        "globalManualTask": "manualTask",
        "globalScriptTask": "scriptTask",
        "globalBusinessRuleTask": "businessRuleTask",
    }
)
"""What a call of each is."""

_EXTENSIONS: Final = f"{{{BPMN}}}extensionElements"
_CALLED: Final = f"{{{BPM}}}calledElement"
_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {"name": "name", "implementation": "implementation", "scriptLanguage": "scriptFormat"}
)
_TAKEN: Final = frozenset({"resourceRole", "script", "rendering", "ioSpecification"})
"""What a call takes over unless it says it itself."""
_MOST_COPIED: Final = 20_000


def inline_global_tasks(root: etree._Element) -> None:
    """Make tasks of the calls of global tasks, in place.

    Calls stay past a number of copied elements that no drawing needs.
    """
    known = {
        node.get("id"): node
        for node in root
        if name_of(node)[0] == BPMN and name_of(node)[1] in GLOBAL_TASKS and node.get("id")
    }
    copied = 0
    for call in list(root.iter(f"{{{BPMN}}}callActivity")) if known else ():
        called = known.get(call.get("calledElement"))
        if called is None:
            continue
        copied += sum(1 for _ in called.iter())
        if copied > _MOST_COPIED:
            return
        _inline(call, called)


def _inline(call: etree._Element, called: etree._Element) -> None:
    call.tag = f"{{{BPMN}}}{GLOBAL_TASKS[name_of(called)[1]]}"
    call.attrib.pop("calledElement", "")
    for theirs, ours in _ATTRIBUTES.items():
        value = called.get(theirs)
        if value is not None and not call.get(ours):
            call.set(ours, value)
    _merge_extensions(call, called)
    kinds = {_kind_of(part) for part in call}
    for part in called:
        if _kind_of(part) in _TAKEN - kinds:
            call.append(_copy(part, call.get("id", "")))


def _kind_of(part: etree._Element) -> str:
    local = name_of(part)[1]
    return "resourceRole" if local in RESOURCE_ROLES else local


def _merge_extensions(call: etree._Element, called: etree._Element) -> None:
    own = call.find(_EXTENSIONS)
    if own is not None:
        for setting in own.findall(_CALLED):
            own.remove(setting)
    theirs = called.find(_EXTENSIONS)
    if theirs is None:
        return
    if own is None:
        own = etree.Element(_EXTENSIONS)
        call.insert(0, own)
    given = {setting.tag for setting in own}
    for setting in theirs:
        if setting.tag not in given:
            own.append(_copy(setting, call.get("id", "")))


def _copy(part: etree._Element, owner: str) -> etree._Element:
    """Return a copy whose ids, and what refers to them within it, are of the call alone."""
    copy = deepcopy(part)
    nodes = list(copy.iter(f"{{{BPMN}}}*"))
    ids = {id_: f"{owner}_{id_}" for node in nodes if (id_ := node.get("id"))}
    for node in nodes:
        if node.get("id"):
            node.set("id", ids[node.get("id", "")])
        text = (node.text or "").strip()
        if text in ids and not len(node):
            node.text = ids[text]
    return copy
