"""Which forms a model shows to people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.calls import DEFAULT_BINDING
from bpm.core.bpmn.document import all_flow_nodes
from bpm.core.bpmn.report import FormReference
from bpm.core.bpmn.settings import NO_NAMES, compile_setting
from bpm.core.bpmn.xml import extension
from bpm.core.feel import Expression

FEEL_MARK: Final = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSettings:
    """``bpm:formRef``: the form of a user task.

    Args:
        key: Id of the form, text or FEEL.
        binding: ``deployment``, ``latest``, ``version`` or ``versionTag``.
    """

    key: Expression | None = None
    binding: str = DEFAULT_BINDING
    version: int | None = None
    version_tag: str | None = None


def read_form_settings(
    node: etree._Element, names: frozenset[str] = NO_NAMES
) -> FormSettings | None:
    """Return the form of a user task, or None where it has none."""
    settings = extension(node, "formRef")
    if settings is None:
        return None
    return FormSettings(
        key=compile_setting(settings.get("key"), names),
        binding=settings.get("binding", DEFAULT_BINDING),
        version=_read_version(settings),
        version_tag=settings.get("versionTag"),
    )


def list_form_references(process: etree._Element) -> Iterator[FormReference]:
    """Yield the forms that a process names, in order of the document.

    Those that FEEL names are found when a task is reached, and are not among them.
    """
    for node in all_flow_nodes(process):
        settings = extension(node, "formRef")
        key = "" if settings is None else settings.get("key", "").strip()
        if settings is not None and key and not key.startswith(FEEL_MARK):
            yield FormReference(
                element_id=node.get("id", ""),
                key=key,
                binding=settings.get("binding", DEFAULT_BINDING),
                version=_read_version(settings),
                version_tag=settings.get("versionTag"),
            )


def _read_version(settings: etree._Element) -> int | None:
    version = settings.get("version", "").strip()
    return int(version) if version.isdecimal() else None
