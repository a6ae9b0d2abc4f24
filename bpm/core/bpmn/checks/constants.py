"""Values that are known before anything runs: what could never be kept is refused at once."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from lxml import etree

from bpm.core.bpmn.document import Document, is_executable
from bpm.core.bpmn.elements import ACTIVITIES, MULTI_INSTANCE
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.measures import LONGEST_NAME, LONGEST_TEXT, MOST_INSTANCES
from bpm.core.bpmn.xml import BPMN, child, extension, name_of, text_of
from bpm.core.feel import (
    Budget,
    Expression,
    FeelEvaluationError,
    FeelSyntaxError,
    compile_condition,
)
from bpm.core.values import Value

_MOMENTS: Final = (datetime(1, 1, 2, tzinfo=UTC), datetime(2036, 5, 14, 7, 30, tzinfo=UTC))
_STEPS: Final = 500_000
"""What all constants of a model may cost; what is left over is met at run time."""


class Unknown:
    """Stands for a value that only a running instance has."""


_UNKNOWN: Final = Unknown()


def check_constants(document: Document, findings: Findings) -> None:
    """Report constants that are too long, too many or of the wrong kind."""
    budget = Budget(_STEPS)
    for process in filter(is_executable, document.processes):
        for node in document.flow_nodes_of(process):
            for rule in _RULES.get(name_of(node)[1], ()):
                _check(node, rule, findings, budget)


def _evaluate(expression: Expression, budget: Budget) -> Value | Unknown:
    """Return the value of an expression that is the same for every instance.

    One that reads variables or the clock is unknown; so is one that cannot be evaluated.
    """
    if expression.names or budget.remaining <= 0:
        return _UNKNOWN
    try:
        first, second = (
            expression.evaluate(_no_variable, now=now, budget=budget) for now in _MOMENTS
        )
    except FeelEvaluationError:
        return _UNKNOWN
    return first if first == second else _UNKNOWN


def _no_variable(name: str) -> Value:
    raise KeyError(name)


class _Rule(NamedTuple):
    """What one constant has to be.

    Args:
        noun: What it is called in a sentence.
        read: Returns it as it is written, empty where it is not.
        fits: Tells whether a value can be kept.
        expected: What fits, for the message.
        is_feel: Whether it is always FEEL, not only behind a leading ``=``.
    """

    noun: str
    read: Callable[[etree._Element], str]
    fits: Callable[[Value], bool]
    expected: str
    is_feel: bool = False


def _check(node: etree._Element, rule: _Rule, findings: Findings, budget: Budget) -> None:
    text = rule.read(node)
    value: Value | Unknown = text
    if text and (rule.is_feel or text.startswith("=")):
        try:
            expression = compile_condition(text, names=findings.names_around(node))
        except FeelSyntaxError:  # told where all expressions are looked at
            return
        value = _evaluate(expression, budget)
    if not text or isinstance(value, Unknown) or value is None or rule.fits(value):
        return
    findings.error(
        node,
        "constant_does_not_fit",
        f"The {rule.noun} of {label(node)}, {text[:80]!r}, is not {rule.expected}.",
        "Mend the value; as it is, every instance would stop there.",
    )


def _setting(tag: str, attribute: str) -> Callable[[etree._Element], str]:
    def read(node: etree._Element) -> str:
        settings = extension(node, tag)
        return "" if settings is None else settings.get(attribute, "").strip()

    return read


def _called_element(node: etree._Element) -> str:
    return node.get("calledElement", "").strip()


def _cardinality(node: etree._Element) -> str:
    loop = child(node, BPMN, MULTI_INSTANCE)
    return "" if loop is None else text_of(child(loop, BPMN, "loopCardinality"))


def _collection(node: etree._Element) -> str:
    loop = child(node, BPMN, MULTI_INSTANCE)
    text = "" if loop is None else _setting("loop", "collection")(loop)
    return text if text.startswith("=") else ""


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and len(value.strip()) <= LONGEST_NAME


def _are_names(value: Value) -> bool:
    parts = value.split(",") if isinstance(value, str) else value
    return isinstance(parts, list) and all(_is_name(part) for part in parts)


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and len(value.strip()) <= LONGEST_TEXT


def _is_number_of_instances(value: Value) -> bool:
    return (
        isinstance(value, Decimal)
        and value == value.to_integral_value()
        and 0 <= value <= MOST_INSTANCES
    )


def _is_collection(value: Value) -> bool:
    return isinstance(value, list) and len(value) <= MOST_INSTANCES


_NAME: Final = f"a name of at most {LONGEST_NAME} characters"
_NAMES: Final = f"a list of names of at most {LONGEST_NAME} characters"
_TEXT: Final = f"text of at most {LONGEST_TEXT} characters"

_OF_USER_TASKS: Final = (
    _Rule("assignee", _setting("assignment", "assignee"), _is_name, _NAME),
    _Rule("candidate users", _setting("assignment", "candidateUsers"), _are_names, _NAMES),
    _Rule("candidate groups", _setting("assignment", "candidateGroups"), _are_names, _NAMES),
    _Rule("form key", _setting("formRef", "key"), _is_text, _TEXT),
)
_OF_CALLS: Final = (
    _Rule("called element", _called_element, _is_text, _TEXT),
    _Rule("business key", _setting("calledElement", "businessKey"), _is_text, _TEXT),
)
_OF_RULES: Final = (_Rule("decision", _setting("calledDecision", "decisionId"), _is_text, _TEXT),)
_OF_LOOPS: Final = (
    _Rule(
        "number of instances",
        _cardinality,
        _is_number_of_instances,
        f"a whole number from 0 to {MOST_INSTANCES}",
        is_feel=True,
    ),
    _Rule("collection", _collection, _is_collection, f"a list of at most {MOST_INSTANCES} items"),
)
_RULES: Final[Mapping[str, tuple[_Rule, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(ACTIVITIES, _OF_LOOPS),
        "userTask": _OF_USER_TASKS + _OF_LOOPS,
        "callActivity": _OF_CALLS + _OF_LOOPS,
        "businessRuleTask": _OF_RULES + _OF_LOOPS,
    }
)
