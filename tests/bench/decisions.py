"""Decision tables in process: compiled, decided alone, and decided with their record."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from bpm.core.dmn import DecisionProgram, load_decisions
from bpm.core.values import Value

SIZES = (10, 100, 1_000)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_LETTERS = "abc"
_WIDTH = 10
_HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" name="f" '
    'namespace="urn:bench"><decision id="d" name="d"><decisionTable id="t">'
)
_TAIL = "</decisionTable></decision></definitions>"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFigure:
    """Of a table with three inputs, UNIQUE checked, with types.

    Args:
        compile_ms: From the file to what can be evaluated, with its analysis.
        decided: Evaluations a second, the result alone.
        recorded: Evaluations a second with inputs and rules, nothing stored.
    """

    rules: int
    compile_ms: float
    decided: float
    recorded: float


def measure_decisions(*, rounds: int = 5, calls: int = 20_000) -> Iterable[DecisionFigure]:
    """Measure tables of each size; medians of the rounds."""
    for rules in SIZES:
        content = _table(rules)
        variables = [_variables_of(rule) for rule in range(rules)]
        program = load_decisions(content)
        yield DecisionFigure(
            rules=rules,
            compile_ms=1_000
            * statistics.median(_time(partial(load_decisions, content)) for _ in range(rounds)),
            decided=_rate(program.decide, variables, rounds, calls),
            recorded=_rate(program.evaluate, variables, rounds, calls // 5),
        )
        _check(program, variables)


def _table(rules: int) -> bytes:
    columns = "".join(
        f'<input id="{name}"><inputExpression typeRef="{kind}"><text>{name}</text>'
        "</inputExpression></input>"
        for name, kind in (("letter", "string"), ("amount", "number"), ("known", "boolean"))
    )
    rows = "".join(_rule(rule) for rule in range(rules))
    output = '<output id="o" name="o" typeRef="string"/>'
    return f"{_HEAD}{columns}{output}{rows}{_TAIL}".encode()


def _rule(rule: int) -> str:
    cells = (
        f'"{_LETTERS[rule % 3]}"',
        f"[{rule * _WIDTH}..{(rule + 1) * _WIDTH})",
        "-",
    )
    inputs = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
    output = f'<outputEntry><text>"o{rule}"</text></outputEntry>'
    return f'<rule id="r{rule}">{inputs}{output}</rule>'


def _variables_of(rule: int) -> dict[str, Value]:
    amount = Decimal(rule * _WIDTH + _WIDTH // 2)
    return {"letter": _LETTERS[rule % 3], "amount": amount, "known": True}


def _check(program: DecisionProgram, variables: list[dict[str, Value]]) -> None:
    for rule, given in enumerate(variables):
        if program.decide("d", given, now=_NOW) != f"o{rule}":
            raise AssertionError(f"Rule {rule} was not found.")


def _rate(
    ask: Callable[..., object], variables: list[dict[str, Value]], rounds: int, calls: int
) -> float:
    def run() -> None:
        count = len(variables)
        for call in range(calls):
            ask("d", variables[call % count], now=_NOW)

    return calls / statistics.median(_time(run) for _ in range(rounds))


def _time(run: Callable[[], object]) -> float:
    # Processor time: nothing is waited for here, and others may use the machine.
    began = time.process_time()
    run()
    return time.process_time() - began
