"""From a file to decisions that can be evaluated, or to everything that forbids it."""

from dataclasses import dataclass
from typing import Final

from bpm.core.dmn.analysis import analyse_table
from bpm.core.dmn.build import build_table
from bpm.core.dmn.compiling import Workshop
from bpm.core.dmn.errors import InvalidDecisionModelError
from bpm.core.dmn.graph import DecisionCode, DecisionProgram, sort_decisions
from bpm.core.dmn.model import Decision, DecisionModel, Part, Table
from bpm.core.dmn.reading import Reader, read_definitions
from bpm.core.dmn.table import TableCode
from bpm.core.errors import InvalidInputError, Problem
from bpm.core.xml import name_of

_NOTHING: Final = Problem(
    code="no_decision",
    detail="The file holds no decision.",
    remedy="Add a decision with a table.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReport:
    """What a file says about decisions.

    Args:
        program: None where there are errors.
        errors: All that forbids to evaluate them.
        warnings: What may surprise: rules that overlap, or never fit.
        decisions: In order of the file; empty where there are errors.
    """

    program: DecisionProgram | None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    decisions: tuple[Decision, ...] = ()


def read_decisions(content: bytes) -> DecisionReport:
    """Return the decisions in a file, or everything that is wrong with it.

    Args:
        content: The file as it was uploaded; anything at all.
    """
    try:
        reader = Reader(read_definitions(content))
    except InvalidInputError as error:
        return DecisionReport(program=None, errors=error.problems)
    model = reader.read()
    problems = list(reader.problems)
    if not problems and not model.decisions:
        problems.append(_NOTHING)
    workshop = Workshop(model=model, names=_names_of(model), problems=problems)
    _check_requirements(workshop)
    codes = {id_: _build(found, workshop) for id_, found in model.decisions.items()}
    if problems:
        return DecisionReport(program=None, errors=tuple(problems))
    tables = [code.table for code in codes.values() if code.table is not None]
    return DecisionReport(
        program=DecisionProgram(model, codes),
        warnings=tuple(warning for table in tables for warning in analyse_table(table)),
        decisions=tuple(model.decisions.values()),
    )


def read_decision_key(content: bytes) -> str | None:
    """Return the id of the decision that a file is about, finished or not; None where none is.

    That is the first one that no other decision of the file needs.
    """
    try:
        root = read_definitions(content)
    except InvalidInputError:
        return None
    namespace = f"{{{name_of(root)[0]}}}"
    ids = [found.get("id") for found in root.iterchildren(f"{namespace}decision")]
    needed = {
        one.get("href", "").removeprefix("#")
        for requirement in root.iter(f"{namespace}informationRequirement")
        for one in requirement.iterchildren(f"{namespace}requiredDecision")
    }
    return next((id_ for id_ in ids if id_ not in needed), ids[0] if ids else None)


def load_decisions(content: bytes) -> DecisionProgram:
    """Return the decisions in a file that has been let through before.

    Raises:
        InvalidDecisionModelError: It cannot be evaluated.
    """
    report = read_decisions(content)
    if report.program is None:
        raise InvalidDecisionModelError(report.errors[0].detail, problems=report.errors)
    return report.program


def _names_of(model: DecisionModel) -> frozenset[str]:
    names = {found.name for found in model.inputs.values()}
    names |= {found.name for found in model.decisions.values()}
    waiting = list(model.types.values())
    while waiting:
        item = waiting.pop()
        names |= {member.name for member in item.members}
        waiting += item.members
    for decision in model.decisions.values():
        if isinstance(decision.logic, Table):
            names |= {output.name for output in decision.logic.outputs}
    return frozenset(names - {""})


def _check_requirements(workshop: Workshop) -> None:
    model = workshop.model
    for decision in model.decisions.values():
        with workshop.at(decision.title):
            for id_ in (*decision.decisions, *decision.inputs):
                if id_ not in model.decisions and id_ not in model.inputs:
                    workshop.report(
                        decision,
                        "unknown_requirement",
                        f"it requires {id_[:80]!r}, which is not in the file.",
                        "Draw the requirement anew; decisions of other files cannot be required.",
                    )
            if any(decision.id in _required(model, one) for one in decision.decisions):
                workshop.report(
                    decision,
                    "decision_requires_itself",
                    "it requires itself, directly or through others.",
                    "Break the circle.",
                )


def _required(model: DecisionModel, decision_id: str) -> frozenset[str]:
    return frozenset(sort_decisions(model, decision_id))


def _build(decision: Decision, workshop: Workshop) -> DecisionCode:
    with workshop.at(decision.title):
        table: TableCode | None = None
        expression = None
        if isinstance(decision.logic, Table):
            table = build_table(decision, decision.logic, workshop)
        else:
            expression = workshop.compile_text(decision.logic)
        part = Part(id=decision.id, line=decision.line)
        found = [
            workshop.model.inputs[id_] for id_ in decision.inputs if id_ in workshop.model.inputs
        ]
        return DecisionCode(
            decision=decision,
            table=table,
            expression=expression,
            result_type=workshop.find_type(decision.type_name, part),
            inputs=tuple(
                (data.name, workshop.find_type(data.type_name, data))
                for data in found
                if data.type_name
            ),
        )
