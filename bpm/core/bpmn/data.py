"""BPMN's own data flow: which variable a data item is, and what goes in and out of a node.

A data object, property, data input or data output is a variable of the scope that holds it: a
process, a sub-process, or the visit to an activity or event. Source: BPMN 2.0.2 §10.4.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.behaviour import LoopSettings
from bpm.core.bpmn.languages import compile_formal
from bpm.core.bpmn.xml import BPMN, child, children, name_of, text_of
from bpm.core.feel import Expression, compile_expression, needs_declaration

PARAMETERS: Final = ("dataInput", "dataOutput")
SHARED: Final = ("dataObject", "property")
ASSOCIATIONS: Final = ("dataInputAssociation", "dataOutputAssociation")
LOOP_REFERENCES: Final = ("loopDataInputRef", "loopDataOutputRef")
LOOP_ITEMS: Final = ("inputDataItem", "outputDataItem")
_PATH: Final = re.compile(r"[\w-]+(?:\.\w+)*")
_LONGEST: Final = 100

Items = Mapping[str, str]
"""Name of the variable by the id of the data item, or of a reference to it."""

NO_ITEMS: Final[Items] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMapping:
    """A value that a data association puts somewhere.

    Args:
        target: The variable that gets it.
        path: Members inside the target; empty for the whole of it.
        sources: Variables that must have a value, or nothing is done.
        expression: What is put there; None for the first source as it is.
    """

    target: str
    path: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    expression: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSettings:
    """The data of a node: variables of its own, what flows into them and out of them.

    Args:
        locals: Data inputs, data outputs, and the data objects and properties that it holds.
        parameters: Those that are data inputs.
        inputs: Done on entry.
        outputs: Done when its work is done.
        input_sets: What must have a value before the work; one of these is enough.
        output_sets: What must have one after it.
    """

    locals: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    inputs: tuple[DataMapping, ...] = ()
    outputs: tuple[DataMapping, ...] = ()
    input_sets: tuple[tuple[str, ...], ...] = ()
    output_sets: tuple[tuple[str, ...], ...] = ()


class UnreadableDataError(ValueError):
    """A data association that cannot be mapped onto variables; the text says why."""


def read_items(process: etree._Element) -> Items:
    """Return the variable of each data item of a process.

    A name that FEEL reads as it stands, and that is the only one of its kind, is the variable's;
    otherwise the id is. References to a data object are the object. Data stores have none.
    """
    shared = list(process.iter(*(f"{{{BPMN}}}{tag}" for tag in SHARED)))
    counted = Counter(item.get("name", "") for item in shared)
    found = {
        id_: _variable_of(item, is_only=counted[item.get("name", "")] == 1)
        for item in shared
        if (id_ := item.get("id"))
    }
    for item in process.iter(*(f"{{{BPMN}}}{tag}" for tag in PARAMETERS)):
        if id_ := item.get("id"):
            found[id_] = _variable_of(item, is_only=_is_only(item))
    for reference in process.iter(f"{{{BPMN}}}dataObjectReference"):
        target, id_ = reference.get("dataObjectRef", ""), reference.get("id")
        if id_ and target in found:
            found[id_] = found[target]
    return MappingProxyType(found)


def parameters_of(node: etree._Element, tag: str) -> list[etree._Element]:
    """Return the data inputs or data outputs of an activity, event or process."""
    return children(_specification(node), BPMN, tag)


def sets_of(node: etree._Element, tag: str) -> list[etree._Element]:
    """Return the input sets or output sets of an activity, event or process."""
    return children(_specification(node), BPMN, tag)


def is_drawn_only(association: etree._Element, node: etree._Element) -> bool:
    """Return whether an association only connects two symbols and moves nothing.

    It then names no data input or data output of its node, as drawing tools leave it.
    """
    is_input = name_of(association)[1] == "dataInputAssociation"
    own = {item.get("id") for item in parameters_of(node, PARAMETERS[not is_input])}
    if not is_input:
        own |= {item.get("id") for item in children(node, BPMN, "property")}
    if is_input:
        return text_of(child(association, BPMN, "targetRef")) not in own
    sources = {text_of(part) for part in children(association, BPMN, "sourceRef")}
    moves = sources & own or child(association, BPMN, "assignment") is not None
    return not moves


def read_data(
    node: etree._Element, items: Items, names: frozenset[str] = frozenset()
) -> DataSettings | None:
    """Return the data flow of a node, or None where it has none.

    Raises:
        UnreadableDataError: An association cannot be mapped onto variables.
        FeelSyntaxError: A transformation or assignment is no FEEL.
    """
    names |= {variable for variable in items.values() if needs_declaration(variable)}
    parts = {tag: parameters_of(node, tag) for tag in PARAMETERS}
    held = children(node, BPMN, *SHARED)
    if not (held or any(parts.values()) or children(node, BPMN, *ASSOCIATIONS)):
        return None
    inputs, outputs = (
        tuple(
            mapping
            for association in children(node, BPMN, tag)
            if not is_drawn_only(association, node)
            for mapping in _read_association(association, items, names)
        )
        for tag in ASSOCIATIONS
    )
    own = [*parts["dataInput"], *parts["dataOutput"], *held]
    return DataSettings(
        locals=_variables(own, items),
        parameters=_variables(parts["dataInput"], items),
        inputs=inputs,
        outputs=outputs,
        input_sets=tuple(_read_sets(node, "Input", items)),
        output_sets=tuple(_read_sets(node, "Output", items)),
    )


def complete_loop(loop: LoopSettings, node: etree._Element, items: Items) -> LoopSettings:
    """Return a multi-instance loop with what BPMN's own data elements say of it.

    What ``bpm:loop`` says counts before them.
    """
    for marker in children(node, BPMN, "multiInstanceLoopCharacteristics"):
        source, output = (items.get(text_of(child(marker, BPMN, tag))) for tag in LOOP_REFERENCES)
        element, result = (child(marker, BPMN, tag) for tag in LOOP_ITEMS)
        if loop.collection is None and source is not None:
            loop = replace(loop, collection=_reading(source))
        if loop.element_variable is None and element is not None:
            loop = replace(loop, element_variable=_variable_of(element, is_only=True))
        if loop.output_collection is None and output is not None and result is not None:
            variable = _variable_of(result, is_only=True)
            loop = replace(
                loop,
                output_collection=output,
                output_variable=variable,
                output_element=_reading(variable),
            )
    return loop


def _reading(variable: str) -> Expression:
    return compile_expression(variable, names=frozenset({variable}))


def is_about_all_instances(node: etree._Element) -> bool:
    """Return whether the data of a multi-instance activity is that of all instances together."""
    return any(
        child(loop, BPMN, name) is not None
        for loop in children(node, BPMN, "multiInstanceLoopCharacteristics")
        for name in LOOP_REFERENCES
    )


def _specification(node: etree._Element) -> etree._Element:
    found = child(node, BPMN, "ioSpecification")
    return node if found is None else found


def _variables(items: list[etree._Element], known: Items) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known[id_] for item in items if (id_ := item.get("id"))))


def _variable_of(item: etree._Element, *, is_only: bool) -> str:
    name = item.get("name", "")
    fits = is_only and name and len(name) <= _LONGEST and not needs_declaration(name)
    return name if fits else item.get("id", "")


def _is_only(item: etree._Element) -> bool:
    around = item.getparent()
    beside = () if around is None else children(around, BPMN, name_of(item)[1])
    return sum(other.get("name") == item.get("name") for other in beside) == 1


def _read_sets(node: etree._Element, kind: str, items: Items) -> Iterator[tuple[str, ...]]:
    for holder in sets_of(node, f"{kind.lower()}Set"):
        spared = {
            text_of(part)
            for way in ("optional", "whileExecuting")
            for part in children(holder, BPMN, f"{way}{kind}Refs")
        }
        wanted = (text_of(part) for part in children(holder, BPMN, f"data{kind}Refs"))
        yield tuple(items[id_] for id_ in wanted if id_ in items and id_ not in spared)


def _read_association(
    association: etree._Element, items: Items, names: frozenset[str]
) -> Iterator[DataMapping]:
    sources = tuple(
        _find(text_of(part), items) for part in children(association, BPMN, "sourceRef")
    )
    target = _find(text_of(child(association, BPMN, "targetRef")), items)
    transformation = child(association, BPMN, "transformation")
    assignments = children(association, BPMN, "assignment")
    if transformation is not None and text_of(transformation):
        expression = compile_formal(transformation, names)
        yield DataMapping(target=target, sources=sources, expression=expression)
    for assignment in assignments:
        given, place = (child(assignment, BPMN, tag) for tag in ("from", "to"))
        path = _read_place(text_of(place), target, items)
        if given is None:
            raise UnreadableDataError("an assignment does not say what it writes")
        expression = compile_formal(given, names)
        yield DataMapping(target=target, path=path, sources=sources, expression=expression)
    if transformation is None and not assignments:
        if len(sources) != 1:
            raise UnreadableDataError(f"it has {len(sources)} sources and no transformation")
        yield DataMapping(target=target, sources=sources)


def _find(id_: str, items: Items) -> str:
    if id_ not in items:
        raise UnreadableDataError(f"{id_!r} is no data of this process that a variable can hold")
    return items[id_]


def _read_place(place: str, target: str, items: Items) -> tuple[str, ...]:
    """Return the members inside the target that an assignment writes; none for all of it."""
    text = place.removeprefix("=").strip()
    if not text:
        return ()
    first, *path = [text] if text in items else text.split(".")
    if not _PATH.fullmatch(text) or items.get(first, first) != target:
        raise UnreadableDataError(f"an assignment writes to {text[:80]!r}, not to {target!r}")
    return tuple(path)
