"""Writes decision tables as XML, and evaluates them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from bpm.core.dmn import DecisionProgram, DecisionReport, load_decisions, read_decisions
from bpm.core.values import Value

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def text(value: str) -> str:
    """Return a text element."""
    return f"<text>{escape(value)}</text>"


def table(
    *rules: Sequence[str],
    inputs: Sequence[tuple[str, str]] = (("x", "number"),),
    outputs: Sequence[str] = ('name="y"',),
    attributes: str = "",
) -> str:
    """Return a table: each rule is its input cells and then its output cells.

    Args:
        rules: Cells in order.
        inputs: Expression and type of each column; more of the column after a bar.
        outputs: Attributes of each column; what it holds after a bar.
        attributes: Of the table.
    """
    columns = []
    for number, (expression, written) in enumerate(inputs, start=1):
        type_name, _, rest = written.partition("|")
        columns.append(
            f'<input id="in{number}"><inputExpression typeRef={quoteattr(type_name)}>'
            f"{text(expression)}</inputExpression>{rest}</input>"
        )
    for number, output in enumerate(outputs, start=1):
        own, _, rest = output.partition("|")
        columns.append(f'<output id="out{number}" {own}>{rest}</output>')
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry>{text(cell)}</inputEntry>" for cell in rule[: len(inputs)])
        + "".join(
            f'<outputEntry id="r{number}o{place}">{text(cell)}</outputEntry>'
            for place, cell in enumerate(rule[len(inputs) :], start=1)
        )
        + "</rule>"
        for number, rule in enumerate(rules, start=1)
    )
    return f"<decisionTable id='t' {attributes}>{''.join(columns)}{rows}</decisionTable>"


def decision(logic: str, *, id_: str = "d", more: str = "", attributes: str = "") -> str:
    """Return a decision."""
    return f'<decision id="{id_}" name="{id_}" {attributes}>{more}{logic}</decision>'


def definitions(*parts: str, namespace: str = DMN) -> bytes:
    """Return a file."""
    return (
        f'<definitions xmlns="{namespace}" id="file" name="file" namespace="urn:test" '
        f'xmlns:bpm="urn:bpm:schema:1.0">{"".join(parts)}</definitions>'
    ).encode()


def compiled(logic: str) -> DecisionProgram:
    """Return the decision ``d`` of this logic, compiled."""
    return load_decisions(definitions(decision(logic)))


def decide(logic: str, **variables: object) -> Value:
    """Return what a decision gives; integers become numbers.

    The result with its trace and the fast one must be the same.
    """
    program = compiled(logic)
    values = as_values(variables)
    result = program.decide("d", values, now=NOW)
    assert program.evaluate("d", values, now=NOW).result == result
    return result


def as_values(variables: Mapping[str, object]) -> dict[str, Value]:
    """Return values of the suite; whole numbers become decimals."""
    return {name: _as_value(value) for name, value in variables.items()}


def _as_value(value: object) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value  # type: ignore[return-value] # tests write values


def faults(*parts: str) -> dict[str, str]:
    """Return the codes of all errors, and what they say."""
    return {problem.code: problem.detail for problem in report(*parts).errors}


def report(*parts: str) -> DecisionReport:
    """Return what reading a file says."""
    return read_decisions(definitions(*parts))
