"""Run a golden case: a process and a script of commands, to all effects as plain JSON.

A case is a JSON file ``{"model": path, "key": …, "variables": {…}, "commands": [...]}`` and, once
recorded, ``"outcomes"``. A command is ``{"write": {…}}``, or a verb of ``VERBS`` with the activity
that it goes to: ``{"complete": activity, "variables": {…}}``; ``"at"`` chooses among several
open visits to it. Rewrite with ``python -m tests.golden.recording``, then read the difference.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bpm.core.bpmn.support import AHEAD
from bpm.core.engine import ExecutableProcess, advance, compile_process, inspect, start
from bpm.core.engine.contracts import (
    CompleteCall,
    CompleteChild,
    CompleteUserTask,
    Context,
    ContinueAsync,
    Effect,
    EngineState,
    FireTimer,
    Outcome,
    ReceiveMessage,
    RetryStep,
    StartProcess,
    ThrowError,
    VisitCommand,
    WriteVariables,
)
from bpm.core.values import JsonObject, Value, decode_variables, encode_variables, parse_json

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).with_name("cases")
CONTEXT = Context(
    now=datetime(2026, 5, 4, 10, 30, tzinfo=UTC),
    process_instance_id="golden",
    decide=lambda request: f"by {request.choice.key}",
)

Case = dict[str, object]


def read_case(path: Path) -> JsonObject:
    case = parse_json(path.read_bytes())
    assert isinstance(case, dict)
    return case


def compile_case(case: JsonObject) -> ExecutableProcess:
    content = (ROOT / str(case["model"])).read_bytes()
    return compile_process(content, str(case["key"]), allow=AHEAD)


def play(case: JsonObject) -> list[Case]:
    """Return what each command led to, as plain JSON."""
    process = compile_case(case)
    outcome = start(process, StartProcess(variables=_variables(case, "variables")), CONTEXT)
    outcomes = [describe(process, outcome)]
    commands = case.get("commands", [])
    assert isinstance(commands, list)
    for command in commands:
        assert isinstance(command, dict)
        outcome = apply(process, outcome.state, command)
        outcomes.append(describe(process, outcome))
    return outcomes


VERBS: Mapping[str, Callable[[int, JsonObject], VisitCommand]] = {
    "complete": lambda visit, given: CompleteUserTask(
        visit=visit, variables=_variables(given, "variables")
    ),
    "continue": lambda visit, _: ContinueAsync(visit=visit),
    "retry": lambda visit, _: RetryStep(visit=visit),
    "fire": lambda visit, _: FireTimer(visit=visit),
    "receive": lambda visit, given: ReceiveMessage(
        visit=visit, variables=_variables(given, "variables")
    ),
    "answer": lambda visit, given: CompleteCall(
        visit=visit, result=_variables(given, "variables")["result"]
    ),
    "return": lambda visit, given: CompleteChild(
        visit=visit, variables=_variables(given, "variables")
    ),
    "throw": lambda visit, given: ThrowError(visit=visit, code=str(given["code"])),
}


def apply(process: ExecutableProcess, state: EngineState, command: JsonObject) -> Outcome:
    """Advance a state by one written command."""
    verb = next((verb for verb in VERBS if verb in command), None)
    if verb is None:
        variables = _variables(command, "write")
        return advance(process, state, WriteVariables(variables=variables), CONTEXT)
    place = int(str(command.get("at", 0)))
    visit = _visit_at(process, state, str(command[verb]), place)
    return advance(process, state, VERBS[verb](visit, command), CONTEXT)


def describe(process: ExecutableProcess, outcome: Outcome) -> Case:
    """Return an outcome as plain JSON."""
    open_visits = inspect(process, outcome.state)
    return {
        "effects": [_describe_effect(effect) for effect in outcome.effects],
        "changes": [[change.scope, change.name, *_plain(change.new)] for change in outcome.changes],
        "waiting": [[x.visit, x.activity_id, x.waits_for] for x in open_visits],
        "is_completed": outcome.is_completed,
    }


def _describe_effect(effect: Effect) -> Case:
    described: Case = {"effect": type(effect).__name__}
    parts = msgspec.structs.fields(effect) if isinstance(effect, msgspec.Struct) else fields(effect)
    for item in parts:
        value = getattr(effect, item.name)
        if item.name == "fingerprint" or value in (None, "", (), 0) or value == item.default:
            continue
        described[item.name] = value.isoformat() if isinstance(value, datetime) else value
    return described


def _plain(value: Value) -> list[object]:
    encoded, types = encode_variables({"value": value})
    return [encoded["value"], *types.values()]


def _variables(holder: JsonObject, name: str) -> Mapping[str, Value]:
    written = holder.get(name, {})
    assert isinstance(written, dict)
    return decode_variables(written)


def _visit_at(process: ExecutableProcess, state: EngineState, activity_id: str, place: int) -> int:
    open_visits = inspect(process, state)
    waiting = [x for x in open_visits if x.waits_for != "nothing"]
    return [x.visit for x in waiting if x.activity_id == activity_id][place]


def to_text(content: object) -> str:
    """Return plain JSON with exact numbers, as it is stored."""
    encoded = msgspec.json.Encoder(decimal_format="number").encode(content)
    return msgspec.json.format(encoded, indent=1).decode() + "\n"


def main() -> None:
    """Record all cases anew."""
    for path in sorted(CASES.glob("*.json")):
        case = read_case(path)
        case.pop("outcomes", None)
        path.write_text(to_text({**case, "outcomes": play(case)}))
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
