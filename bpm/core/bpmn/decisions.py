"""Which decisions a model asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.calls import DEFAULT_BINDING
from bpm.core.bpmn.document import all_flow_nodes
from bpm.core.bpmn.forms import FEEL_MARK
from bpm.core.bpmn.report import DecisionReference
from bpm.core.bpmn.settings import NO_NAMES, compile_setting
from bpm.core.bpmn.xml import extension, name_of
from bpm.core.feel import Expression

RULE_TASK: Final = "businessRuleTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSettings:
    """``bpm:calledDecision``: the decision of a business-rule task.

    Args:
        key: Id of the decision, text or FEEL.
        binding: ``deployment``, ``latest``, ``version`` or ``versionTag``.
        result_variable: None where the result is not kept.
        mapping: How the result is shaped; None where it stays as the decision gives it.
    """

    key: Expression | None = None
    binding: str = DEFAULT_BINDING
    version: int | None = None
    version_tag: str | None = None
    result_variable: str | None = None
    mapping: str | None = None


def read_decision_settings(
    node: etree._Element, names: frozenset[str] = NO_NAMES
) -> DecisionSettings:
    """Return the decision that a business-rule task asks."""
    settings = extension(node, "calledDecision")
    found = etree.Element("none") if settings is None else settings
    return DecisionSettings(
        key=compile_setting(found.get("decisionId"), names),
        binding=found.get("binding", DEFAULT_BINDING),
        version=_read_version(found),
        version_tag=found.get("versionTag"),
        result_variable=found.get("resultVariable"),
        mapping=found.get("mapDecisionResult"),
    )


def list_decision_references(process: etree._Element) -> Iterator[DecisionReference]:
    """Yield the decisions that a process names, in order of the document.

    Those that FEEL names are found when a task is reached, and are not among them.
    """
    for node in all_flow_nodes(process):
        settings = extension(node, "calledDecision")
        key = "" if settings is None else settings.get("decisionId", "").strip()
        is_named = bool(key) and not key.startswith(FEEL_MARK) and name_of(node)[1] == RULE_TASK
        if settings is not None and is_named:
            yield DecisionReference(
                element_id=node.get("id", ""),
                key=key,
                binding=settings.get("binding", DEFAULT_BINDING),
                version=_read_version(settings),
                version_tag=settings.get("versionTag"),
            )


def _read_version(settings: etree._Element) -> int | None:
    version = settings.get("version", "").strip()
    return int(version) if version.isdecimal() else None
