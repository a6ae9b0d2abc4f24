"""Values of ``bpm:`` settings that mean something of their own: times, zones, names, numbers."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.calls import CALL_TASKS
from bpm.core.bpmn.document import Document, is_executable
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.process_settings import SEARCHABLE_TYPES
from bpm.core.bpmn.retries import InvalidRetryError, read_retry_delays
from bpm.core.bpmn.settings import TRUTHS, split_names
from bpm.core.bpmn.xml import extension, name_of
from bpm.core.time import (
    Date,
    DateTime,
    DaysTimeDuration,
    InvalidTemporalError,
    YearsMonthsDuration,
    find_zone,
)

MAX_PRIORITY_DIGITS: Final = 9
MOST_SEARCHABLE: Final = 20
LONGEST_SEARCHABLE: Final = 100
_NOT_IN_NAMES: Final = frozenset("./:=\"'{}[]()\n")


def check_settings(document: Document, findings: Findings) -> None:
    """Report settings whose values cannot mean what they should."""
    for process in document.processes:
        _check_process(process, findings)
        for node in document.flow_nodes_of(process):
            _check_retry(node, findings)
            _check_numbers(node, findings)
            _check_dates(node, findings)
            if name_of(node)[1] == "scriptTask" and is_executable(process):
                _check_result(node, findings)


def _check_process(process: etree._Element, findings: Findings) -> None:
    settings = extension(process, "process")
    if settings is None:
        return
    zone, keep = settings.get("timeZone"), settings.get("historyTimeToLive")
    if zone is not None:
        try:
            find_zone(zone)
        except InvalidTemporalError as error:
            remedy = "Use a name of the IANA database, such as Europe/Berlin."
            findings.error(process, "invalid_setting_value", error.detail, remedy)
    if keep is not None and _read_duration(keep) is None:
        detail = f"historyTimeToLive {keep[:80]!r} is no duration."
        findings.error(process, "invalid_setting_value", detail, "Use a duration such as P180D.")
    searchable = settings.get("searchableVariables", "")
    secret = settings.get("secretVariables", "")
    for detail, remedy in (*_faults_of_searchable(searchable), *_faults_of_secret(secret)):
        findings.error(process, "invalid_setting_value", detail, remedy)
    names = [entry.partition(":")[0].strip() for entry in searchable.split(",")]
    for name in (name for name in split_names(secret) if name in names):
        findings.error(
            process,
            "invalid_setting_value",
            f"{name[:80]!r} of {label(process)} is both secret and searchable.",
            "Take it out of searchableVariables: whoever sees a task sees what is searchable.",
        )


def _faults_of_searchable(text: str) -> Iterator[tuple[str, str]]:
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    names = [entry.partition(":")[0].strip() for entry in entries]
    if len(entries) > MOST_SEARCHABLE:
        yield (
            f"searchableVariables holds {len(entries)} names.",
            f"Name at most {MOST_SEARCHABLE}: each costs a row for every instance.",
        )
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield f"searchableVariables names {name[:80]!r} more than once.", "Name it once."
    for entry, name in zip(entries, names, strict=True):
        kind = entry.partition(":")[2].strip()
        if not name or (":" in entry and kind not in SEARCHABLE_TYPES):
            yield (
                f"searchableVariables holds {entry[:80]!r}, which is neither a name nor name:type.",
                f"Types are {', '.join(sorted(SEARCHABLE_TYPES))}.",
            )
        elif len(name) > LONGEST_SEARCHABLE:
            yield (
                f"searchableVariables holds {name[:80]!r}…, a name of {len(name)} characters.",
                f"Searchable variables have names of at most {LONGEST_SEARCHABLE} characters.",
            )


def _faults_of_secret(text: str) -> Iterator[tuple[str, str]]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield f"secretVariables names {name[:80]!r} more than once.", "Name it once."
    for name in dict.fromkeys(names):
        if len(name) > LONGEST_SEARCHABLE:
            yield (
                f"secretVariables holds {name[:80]!r}…, a name of {len(name)} characters.",
                f"Secret variables have names of at most {LONGEST_SEARCHABLE} characters.",
            )
        elif _NOT_IN_NAMES.intersection(name):
            yield (
                f"secretVariables holds {name[:80]!r}, which is no name of a variable.",
                "Give names of whole variables, no parts, types or expressions.",
            )


def _check_retry(node: etree._Element, findings: Findings) -> None:
    settings = extension(node, "retry")
    if settings is None:
        return
    try:
        read_retry_delays(settings)
    except InvalidRetryError as error:
        detail = f"bpm:retry on {label(node)}: {error.detail}"
        findings.error(node, "invalid_retry", detail, "Use R3/PT10M or PT1M,PT10M,PT1H.")
    continuation = extension(node, "async")
    if name_of(node)[1] in CALL_TASKS:
        return
    if continuation is None or not any(
        TRUTHS.get(continuation.get(side, "false"), False) for side in ("before", "after")
    ):
        findings.warn(
            node,
            "no_effect",
            f"bpm:retry on {label(node)} has no effect: nothing of it runs as a job.",
            "Add bpm:async or remove bpm:retry.",
        )


def _check_numbers(node: etree._Element, findings: Findings) -> None:
    for name in ("async", "assignment"):
        settings = extension(node, name)
        text = "" if settings is None else settings.get("priority", "").strip()
        is_number = re.fullmatch(rf"-?[0-9]{{1,{MAX_PRIORITY_DIGITS}}}", text)
        if text and not text.startswith("=") and not is_number:
            findings.error(
                node,
                "invalid_setting_value",
                f"The priority of {label(node)} is {text[:80]!r}, which is no whole number.",
                "Use a whole number such as 50, or FEEL beginning with =.",
            )


def _check_dates(node: etree._Element, findings: Findings) -> None:
    settings = extension(node, "assignment")
    for name in () if settings is None else ("dueDate", "followUpDate"):
        text = settings.get(name, "").strip() if settings is not None else ""
        if text and not text.startswith("=") and not _is_instant_or_duration(text):
            findings.error(
                node,
                "invalid_setting_value",
                f"{name} of {label(node)} is {text[:80]!r}, which is neither a time nor a "
                "duration.",
                "Use ISO 8601 such as P3D or 2030-05-01T09:00:00Z, or FEEL beginning with =.",
            )


def _check_result(node: etree._Element, findings: Findings) -> None:
    settings = extension(node, "script")
    result = None if settings is None else settings.get("resultVariable")
    if result is None:
        findings.warn(
            node,
            "no_effect",
            f"The value of {label(node)} goes nowhere.",
            "Name a variable in resultVariable of bpm:script.",
        )
    elif not result.strip() or result != result.strip():
        findings.error(
            node,
            "invalid_setting_value",
            f"resultVariable of {label(node)} is {result[:80]!r}, which is no name of a variable.",
            "Use a name without blanks around it.",
        )


def _is_instant_or_duration(text: str) -> bool:
    for kind in (DateTime, Date):
        try:
            kind.parse(text)
        except InvalidTemporalError:
            continue
        return True
    return _read_duration(text) is not None


def _read_duration(text: str) -> DaysTimeDuration | YearsMonthsDuration | None:
    for kind in (DaysTimeDuration, YearsMonthsDuration):
        try:
            return kind.parse(text.strip())
        except InvalidTemporalError:
            continue
    return None
