"""What surrounds the work of an activity: mappings, multi-instance and standard loops."""

from dataclasses import dataclass

from lxml import etree

from bpm.core.bpmn.elements import MULTI_INSTANCE, STANDARD_LOOP
from bpm.core.bpmn.languages import compile_formal
from bpm.core.bpmn.settings import NO_NAMES, compile_setting
from bpm.core.bpmn.xml import BPM, BPMN, child, children, extension, text_of
from bpm.core.feel import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A variable and what it gets; null where nothing is given."""

    name: str
    expression: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IoSettings:
    """``bpm:io``: locals made on entry, variables published on completion."""

    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopSettings:
    """A multi-instance loop, BPMN's own settings and ``bpm:loop`` together."""

    is_sequential: bool = False
    collection: Expression | None = None
    cardinality: Expression | None = None
    element_variable: str | None = None
    output_collection: str | None = None
    output_element: Expression | None = None
    completion_condition: Expression | None = None
    output_variable: str | None = None
    """``outputDataItem``: what each instance gives is a variable of its own of this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLoopSettings:
    """A standard loop: the activity is done again as long as a condition holds.

    Args:
        tests_before: Whether the condition is asked before the first turn as well.
        condition: None where only the number of turns ends the loop.
        maximum: Turns at most; None for any number.
    """

    tests_before: bool = False
    condition: Expression | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocSettings:
    """How an ad-hoc sub-process runs.

    Args:
        is_sequential: Whether one thing follows the other.
        completion_condition: When it is enough; None where all is done.
        cancels_rest: Whether what is under way is ended then.
        is_chosen: Whether nothing begins by itself: a person chooses what, when and how often.
    """

    is_sequential: bool = False
    completion_condition: Expression | None = None
    cancels_rest: bool = True
    is_chosen: bool = False


def read_ad_hoc(node: etree._Element, names: frozenset[str] = NO_NAMES) -> AdHocSettings:
    """Return how an ad-hoc sub-process runs."""
    condition = _compile_child(node, "completionCondition", names)
    settings = extension(node, "adHoc")
    begins = None if settings is None else settings.get("begins")
    is_chosen = condition is not None and _people_begin(node)
    return AdHocSettings(
        is_sequential=node.get("ordering", "Parallel").strip() == "Sequential",
        completion_condition=condition,
        cancels_rest=node.get("cancelRemainingInstances", "true").strip() in ("true", "1"),
        is_chosen=is_chosen if begins is None else begins == "chosen",
    )


def _people_begin(node: etree._Element) -> bool:
    """Return whether a user task stands in it to which no flow leads."""
    reached = {flow.get("targetRef") for flow in children(node, BPMN, "sequenceFlow")}
    return any(task.get("id") not in reached for task in children(node, BPMN, "userTask"))


def read_activation(node: etree._Element, names: frozenset[str] = NO_NAMES) -> Expression | None:
    """Return the condition by which a complex gateway goes on, or None where it has none."""
    return _compile_child(node, "activationCondition", names)


def read_standard_loop(
    node: etree._Element, names: frozenset[str] = NO_NAMES
) -> StandardLoopSettings | None:
    """Return the standard loop of an activity, or None where it has none."""
    loop = child(node, BPMN, STANDARD_LOOP)
    if loop is None:
        return None
    maximum = loop.get("loopMaximum")
    return StandardLoopSettings(
        tests_before=loop.get("testBefore", "false").strip() in ("true", "1"),
        condition=_compile_child(loop, "loopCondition", names),
        maximum=None if maximum is None else int(maximum),
    )


def read_quantities(node: etree._Element) -> tuple[int, int]:
    """Return how many tokens begin an activity, and how many each flow out of it gets."""
    return int(node.get("startQuantity", "1")), int(node.get("completionQuantity", "1"))


def read_io(node: etree._Element, names: frozenset[str] = NO_NAMES) -> IoSettings | None:
    """Return the mappings of a flow node, or None where it has none."""
    settings = extension(node, "io")
    if settings is None or not len(settings):
        return None
    return IoSettings(
        inputs=_read_mappings(settings, "input", names),
        outputs=_read_mappings(settings, "output", names),
    )


def read_loop(node: etree._Element, names: frozenset[str] = NO_NAMES) -> LoopSettings | None:
    """Return the multi-instance loop of an activity, or None where it has none."""
    loop = child(node, BPMN, MULTI_INSTANCE)
    if loop is None:
        return None
    settings = extension(loop, "loop")
    found = loop if settings is None else settings
    return LoopSettings(
        is_sequential=loop.get("isSequential", "false").strip() in ("true", "1"),
        collection=compile_setting(found.get("collection"), names),
        cardinality=_compile_child(loop, "loopCardinality", names),
        element_variable=found.get("elementVariable"),
        output_collection=found.get("outputCollection"),
        output_element=compile_setting(found.get("outputElement"), names),
        completion_condition=_compile_child(loop, "completionCondition", names),
    )


def _read_mappings(
    settings: etree._Element, tag: str, names: frozenset[str]
) -> tuple[Mapping, ...]:
    return tuple(
        Mapping(name=part.get("name", ""), expression=compile_setting(text_of(part), names))
        for part in children(settings, BPM, tag)
    )


def _compile_child(loop: etree._Element, tag: str, names: frozenset[str]) -> Expression | None:
    part = child(loop, BPMN, tag)
    return compile_formal(part, names) if part is not None and text_of(part) else None
