"""What a model says about a process as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.decisions import list_decision_references
from bpm.core.bpmn.document import activity_type, all_flow_nodes, is_executable
from bpm.core.bpmn.forms import list_form_references
from bpm.core.bpmn.report import ActivityInfo, ProcessInfo
from bpm.core.bpmn.settings import split_names
from bpm.core.bpmn.starts import list_starts
from bpm.core.bpmn.xml import BPMN, child, extension, name_of, text_of

SEARCHABLE_TYPES: Final = frozenset({"string", "number", "boolean", "date", "time", "date_time"})

_NO_SETTINGS: Final = etree.Element("none")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSettings:
    """``bpm:process`` as far as the engine needs it.

    Args:
        time_zone: Zone in which times without an offset are read; None for UTC.
    """

    time_zone: str | None = None


def read_process_settings(process: etree._Element) -> ProcessSettings:
    """Return the settings of a process."""
    settings = extension(process, "process")
    return ProcessSettings(time_zone=None if settings is None else settings.get("timeZone"))


def read_process_info(process: etree._Element) -> ProcessInfo:
    """Return all that a model says about one process."""
    settings = extension(process, "process")
    found = _NO_SETTINGS if settings is None else settings
    key = process.get("id", "")
    return ProcessInfo(
        key=key,
        name=process.get("name") or key,
        is_executable=is_executable(process),
        version_tag=found.get("versionTag"),
        title=found.get("title"),
        documentation=text_of(child(process, BPMN, "documentation")),
        business_key_policy=found.get("businessKeyPolicy", "free"),
        withdrawal=found.get("withdrawal", "before_effects"),
        history_time_to_live=found.get("historyTimeToLive"),
        searchable_variables=_read_searchable(found.get("searchableVariables")),
        secret_variables=frozenset(split_names(found.get("secretVariables"))),
        time_zone=found.get("timeZone"),
        candidate_starter_groups=split_names(found.get("candidateStarterGroups")),
        candidate_starter_users=split_names(found.get("candidateStarterUsers")),
        starts=tuple(list_starts(process)),
        activities=tuple(_read_activity(node) for node in all_flow_nodes(process)),
        called_keys=_read_called_keys(process),
        forms=tuple(list_form_references(process)),
        decisions=tuple(list_decision_references(process)),
    )


def _read_called_keys(process: etree._Element) -> Mapping[str, str]:
    calls = (node for node in all_flow_nodes(process) if name_of(node)[1] == "callActivity")
    keys = {node.get("id", ""): node.get("calledElement", "").strip() for node in calls}
    return {id_: key for id_, key in keys.items() if key and not key.startswith("=")}


def _read_searchable(text: str | None) -> Mapping[str, str | None]:
    pairs = (entry.partition(":") for entry in split_names(text))
    return {name.strip(): kind.strip() or None for name, _, kind in pairs}


def _read_activity(node: etree._Element) -> ActivityInfo:
    id_ = node.get("id", "")
    return ActivityInfo(id=id_, type=activity_type(node), name=node.get("name") or id_)
