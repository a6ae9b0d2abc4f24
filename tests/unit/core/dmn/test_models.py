"""Files of decisions: versions of the standard, requirements, types, analysis."""

from decimal import Decimal

import pytest

from bpm.core.dmn import (
    InputNotAllowedError,
    load_decisions,
    read_decision_key,
    read_decisions,
)
from bpm.core.dmn.reading import NAMESPACES
from tests.unit.core.dmn.tables import NOW, decision, definitions, faults, report, table

GRAPH = (
    """<inputData id="i1" name="Monthly income">
    <variable name="Monthly income" typeRef="number"/></inputData>""",
    decision(
        "<literalExpression><text>Monthly income * 12</text></literalExpression>",
        id_="yearly",
        more='<variable name="Yearly income" typeRef="number"/>'
        '<informationRequirement><requiredInput href="#i1"/></informationRequirement>',
    ),
    decision(
        table(
            ["< 20000", '"low"'],
            [">= 20000", '"high"'],
            inputs=[("Yearly income", "number")],
        ),
        more='<informationRequirement><requiredDecision href="#yearly"/></informationRequirement>',
    ),
)


@pytest.mark.parametrize("namespace", sorted(NAMESPACES))
def test_every_version_of_the_standard_is_read(namespace: str) -> None:
    content = definitions(decision(table(["-", "1"])), namespace=namespace)

    assert load_decisions(content).decide("d", {"x": Decimal(1)}, now=NOW) == 1


def test_a_file_is_about_the_decision_that_no_other_needs() -> None:
    assert read_decision_key(definitions(*GRAPH)) == "d"
    assert read_decision_key(definitions()) is None
    assert read_decision_key(b"<broken") is None


def test_required_decisions_come_first() -> None:
    program = load_decisions(definitions(*GRAPH))

    evaluation = program.evaluate("d", {"Monthly income": Decimal(2000)}, now=NOW)

    assert evaluation.result == "high"
    assert [one.decision_id for one in evaluation.decisions] == ["yearly", "d"]
    assert evaluation.decisions[0].result == 24000
    last = evaluation.decisions[1]
    assert [(one.label, one.value) for one in last.inputs] == [("Yearly income", 24000)]
    assert [(one.id, one.number, dict(one.outputs)) for one in last.rules] == [
        ("r2", 2, {"y": "high"})
    ]


def test_input_data_must_be_of_its_type() -> None:
    program = load_decisions(definitions(*GRAPH))

    with pytest.raises(InputNotAllowedError, match="Monthly income"):
        program.decide("d", {"Monthly income": "much"}, now=NOW)


def test_what_the_model_defines_is_checked() -> None:
    type_ = (
        '<itemDefinition name="tRisk"><typeRef>string</typeRef>'
        '<allowedValues><text>"low", "high"</text></allowedValues></itemDefinition>'
    )
    logic = table(["-", "x"], inputs=[("x", "")], outputs=['name="y" typeRef="tRisk"'])
    program = load_decisions(definitions(type_, decision(logic)))

    assert program.decide("d", {"x": "low"}, now=NOW) == "low"
    assert program.decide("d", {"x": "none"}, now=NOW, is_lenient=True) is None


def test_circles_and_missing_requirements_are_refused() -> None:
    requires = '<informationRequirement><requiredDecision href="#{}"/></informationRequirement>'
    circle = [
        decision("<literalExpression><text>1</text></literalExpression>", id_=one, more=more)
        for one, more in (("a", requires.format("b")), ("b", requires.format("a")))
    ]

    assert "decision_requires_itself" in faults(*circle)
    assert "unknown_requirement" in faults(decision(table(["-", "1"]), more=requires.format("z")))


def test_ids_must_be_there_and_differ() -> None:
    logic = table(["-", "1"])

    assert "duplicate_id" in faults(decision(logic), decision(logic))
    assert "missing_id" in faults(decision(logic, id_=""))


@pytest.mark.parametrize("element", ["businessKnowledgeModel", "decisionService", "import"])
def test_the_rest_of_the_standard_is_refused_by_name(element: str) -> None:
    found = faults(f'<{element} id="e" name="Later"/>', decision(table(["-", "1"])))

    assert element in found["unsupported_decision_element"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no xml", "xml_malformed"),
        (b"<definitions xmlns='urn:other'/>", "not_dmn"),
        (b"<!DOCTYPE a><a/>", "xml_doctype"),
        (definitions(), "no_decision"),
    ],
)
def test_a_foreign_file_is_refused(content: bytes, code: str) -> None:
    assert [problem.code for problem in read_decisions(content).errors] == [code]


def test_tags_and_titles_are_read() -> None:
    found = report(decision(table(["-", "1"]), attributes='bpm:versionTag="2026"'))

    assert [(one.id, one.title, one.version_tag) for one in found.decisions] == [("d", "d", "2026")]


def warnings_of(*rules: list[str], policy: str = "UNIQUE") -> list[tuple[str, str]]:
    found = report(
        decision(
            table(
                *rules,
                inputs=[("x", "number"), ("ok", "boolean")],
                attributes=f'hitPolicy="{policy}"',
            )
        )
    )
    assert found.errors == ()
    return [(problem.code, problem.detail) for problem in found.warnings]


def test_overlaps_under_unique_are_told() -> None:
    found = warnings_of(["< 10", "-", "1"], [">= 10", "-", "2"], ["[5..12]", "true", "3"])

    assert [detail for code, detail in found if code == "rules_overlap"] == [
        "d: rules 1 and 3 can fit the same inputs, which the hit policy UNIQUE forbids.",
        "d: rules 2 and 3 can fit the same inputs, which the hit policy UNIQUE forbids.",
    ]


def test_gaps_are_told() -> None:
    found = warnings_of(["< 10", "true", "1"], ["> 10", "true", "2"], ["-", "false", "3"])

    assert found == [("rules_leave_gap", "d: no rule fits x = 10, ok = True.")]


def test_a_complete_table_is_not_warned_of() -> None:
    assert warnings_of(["< 10", "true", "1"], [">= 10", "true", "2"], ["-", "false", "3"]) == []


def test_rules_that_never_fit_are_told() -> None:
    found = warnings_of(
        ["< 10", "-", "1"], ["[9..5]", "-", "2"], ["< 5", "true", "3"], policy="FIRST"
    )

    assert [code for code, _ in found] == [
        "rule_never_fits",
        "rule_never_reached",
        "rule_never_reached",
    ]
