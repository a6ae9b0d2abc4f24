"""The ``bpm:`` settings of an element, typed, with their expressions compiled."""

import textwrap
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.elements import PYTHON_FORMATS, SCRIPT_FORMATS
from bpm.core.bpmn.languages import compile_formal
from bpm.core.bpmn.retries import read_retry_delays
from bpm.core.bpmn.xml import BPM, BPMN, child, extension, text_of
from bpm.core.feel import (
    Expression,
    compile_expression,
    compile_text_or_feel,
    needs_declaration,
    refuse,
)

NO_NAMES: Final[frozenset[str]] = frozenset()
TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
"""How XML Schema writes truth values."""

_NAMING: Final = {
    "script": ("resultVariable",),
    "service": ("resultVariable",),
    "calledDecision": ("resultVariable",),
    "input": ("name",),
    "output": ("name",),
    "loop": ("elementVariable", "outputCollection"),
}
"""Settings whose attributes name variables."""
_ASSIGNMENT_EXPRESSIONS: Final = (
    "assignee",
    "candidate_users",
    "candidate_groups",
    "priority",
    "due_date",
    "follow_up_date",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncSettings:
    """``bpm:async``: transaction boundaries around an element."""

    before: bool = False
    after: bool = False
    exclusive: bool = True
    priority: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentSettings:
    """``bpm:assignment``: who works on a user task, and by when.

    Args:
        exclude_completers_of: Activity ids; who completed one of them may not do this (four eyes).
    """

    assignee: Expression | None = None
    candidate_users: Expression | None = None
    candidate_groups: Expression | None = None
    priority: Expression | None = None
    due_date: Expression | None = None
    follow_up_date: Expression | None = None
    exclude_completers_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSettings:
    """The script of a script task and the variable its value goes to.

    Args:
        body: The script in FEEL; None for one in Python.
        source: The script as it is written.
    """

    body: Expression | None
    source: str
    result_variable: str | None = None


def split_names(text: str | None) -> tuple[str, ...]:
    """Return the names of a comma list, each once, in order."""
    names = (name.strip() for name in (text or "").split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def declared_names(process: etree._Element) -> frozenset[str]:
    """Return names that a process gives to variables and that FEEL has to know beforehand.

    It names results, elements of collections, searchable and secret variables and the like.
    """
    results = (
        setting.get(attribute, "")
        for tag, attributes in _NAMING.items()
        for setting in process.iter(f"{{{BPM}}}{tag}")
        for attribute in attributes
    )
    settings = extension(process, "process")
    searchable = "" if settings is None else settings.get("searchableVariables", "")
    entries = (entry.partition(":")[0].strip() for entry in searchable.split(","))
    secret = split_names(None if settings is None else settings.get("secretVariables"))
    given = {*results, *entries, *secret} - {""}
    return frozenset(name for name in given if needs_declaration(name))


def read_async(node: etree._Element, names: frozenset[str] = NO_NAMES) -> AsyncSettings:
    """Return the continuations of a flow node; none where ``bpm:async`` is absent."""
    settings = extension(node, "async")
    if settings is None:
        return AsyncSettings()
    return AsyncSettings(
        before=TRUTHS.get(settings.get("before", "false"), False),
        after=TRUTHS.get(settings.get("after", "false"), False),
        exclusive=TRUTHS.get(settings.get("exclusive", "true"), True),
        priority=compile_setting(settings.get("priority"), names),
    )


def read_retries(node: etree._Element) -> tuple[int, ...] | None:
    """Return the seconds before each further attempt, or None for the suite's default."""
    settings = extension(node, "retry")
    return None if settings is None else read_retry_delays(settings)


def read_assignment(node: etree._Element, names: frozenset[str] = NO_NAMES) -> AssignmentSettings:
    """Return the assignment of a user task."""
    settings = extension(node, "assignment")
    if settings is None:
        return AssignmentSettings()
    return AssignmentSettings(
        **{
            name: compile_setting(settings.get(_attribute_name(name)), names)
            for name in _ASSIGNMENT_EXPRESSIONS
        },
        exclude_completers_of=split_names(settings.get("excludeCompleterOf")),
    )


def read_script(node: etree._Element, names: frozenset[str] = NO_NAMES) -> ScriptSettings:
    """Return the script of a script task."""
    settings = extension(node, "script")
    body = child(node, BPMN, "script")
    is_python = script_format(node) in PYTHON_FORMATS
    feel = text_of(body).removeprefix("=")
    return ScriptSettings(
        body=None if is_python else _read_feel(feel, script_format(node), names),
        source=python_source(body) if is_python else feel,
        result_variable=None if settings is None else settings.get("resultVariable"),
    )


def _read_feel(source: str, language: str, names: frozenset[str]) -> Expression:
    """Return a script in FEEL; a task without a script does nothing, as BPMN 2.0.2 §10.3.3 says."""
    if not source:
        return compile_expression("null")
    if language not in SCRIPT_FORMATS | {""}:
        return refuse(source, f"the script is written in {language}, which does not run.")
    return compile_expression(source, names=names)


def script_format(node: etree._Element) -> str:
    """Return the language of a script task as it is written, in small letters."""
    return node.get("scriptFormat", "feel").strip().lower()


def python_source(body: etree._Element | None) -> str:
    """Return a script in Python without the indentation that its place in the file gives it."""
    text = "" if body is None else "".join(str(part) for part in body.itertext())
    return textwrap.dedent(text.replace("\r\n", "\n")).strip("\n")


def read_condition(flow: etree._Element, names: frozenset[str] = NO_NAMES) -> Expression | None:
    """Return the compiled condition of a sequence flow, or None where it has none."""
    condition = child(flow, BPMN, "conditionExpression")
    return None if condition is None else compile_formal(condition, names)


def compile_setting(text: str | None, names: frozenset[str]) -> Expression | None:
    """Return text or FEEL compiled, or None where nothing is given."""
    if text is None or not text.strip():
        return None
    return compile_text_or_feel(text.strip(), names=names)


def _attribute_name(field_name: str) -> str:
    first, *others = field_name.split("_")
    return first + "".join(other.capitalize() for other in others)
