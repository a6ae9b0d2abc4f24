"""Correlation keys of BPMN: how a message finds the instance whose conversation it belongs to.

A key has parts. Each is read from what a message carries by a retrieval expression, and where a
message is waited for by the data path of a correlation subscription. Source: BPMN 2.0.2 §8.4.2.
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from bpm.core.bpmn.document import Roots
from bpm.core.bpmn.xml import BPMN, child, children, text_of
from bpm.core.feel import Expression, compile_expression

_RETRIEVAL: Final = "correlationPropertyRetrievalExpression"


def compile_path(path: str, names: frozenset[str]) -> Expression:
    """Return a message path or data path compiled; both are FEEL."""
    return compile_expression(path.removeprefix("="), names=names)


def message_paths(message_id: str, roots: Roots) -> tuple[str, ...]:
    """Return how the parts of the first correlation key that a message has are read from it."""
    for key in _correlation_keys(roots):
        found = [_path_of(name, message_id, roots) for name in _properties_of(key)]
        if found and all(found):
            return tuple(path for path in found if path)
    return ()


def data_paths(node: etree._Element, message_id: str, roots: Roots) -> tuple[str, ...]:
    """Return how the parts of a correlation key are read where a message is waited for.

    Where the process has a correlation subscription, by its data paths; else the instance holds
    by the same names what the first message of the conversation brought.
    """
    for key in _correlation_keys(roots):
        names = _properties_of(key)
        if not names or not all(_path_of(name, message_id, roots) for name in names):
            continue
        bindings = _bindings_of(node, key.get("id", ""))
        paths = [bindings.get(name) or _path_of(name, message_id, roots) for name in names]
        return tuple(path for path in paths if path)
    return ()


def _correlation_keys(roots: Roots) -> Iterator[etree._Element]:
    for (kind, _), root in roots.items():
        if kind in ("collaboration", "globalConversation", "choreography"):
            yield from children(root, BPMN, "correlationKey")


def _properties_of(key: etree._Element) -> list[str]:
    return [text_of(part) for part in children(key, BPMN, "correlationPropertyRef")]


def _path_of(property_id: str, message_id: str, roots: Roots) -> str | None:
    found = roots.get(("correlationProperty", property_id))
    for part in [] if found is None else children(found, BPMN, _RETRIEVAL):
        if part.get("messageRef", "").rpartition(":")[2] == message_id:
            return text_of(child(part, BPMN, "messagePath")) or None
    return None


def _bindings_of(node: etree._Element, key_id: str) -> dict[str, str]:
    process = next(node.iterancestors(f"{{{BPMN}}}process"), None)
    found: dict[str, str] = {}
    for part in [] if process is None else children(process, BPMN, "correlationSubscription"):
        if part.get("correlationKeyRef", "").rpartition(":")[2] == key_id:
            for binding in children(part, BPMN, "correlationPropertyBinding"):
                name = binding.get("correlationPropertyRef", "").rpartition(":")[2]
                found[name] = text_of(child(binding, BPMN, "dataPath"))
    return found
