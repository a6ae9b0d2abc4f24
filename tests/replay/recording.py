"""Keep the engine states of a release, so that every later one can prove it still reads them.

``python -m tests.replay.recording 0.1.0`` writes one file for each rest of each golden case into a
folder of that name. What is recorded is never changed or deleted; cases that are new since then
are added by their names: ``python -m tests.replay.recording 0.1.0 trip_undone``.
"""

import base64
import shutil
import sys
from pathlib import Path

from bpm.core.engine import start
from bpm.core.engine.contracts import EngineState, Outcome, StartProcess
from bpm.core.values import JsonObject, JsonValue, Value, decode_variables, encode_variables
from tests.golden.recording import CASES, CONTEXT, ROOT, apply, compile_case, read_case, to_text

HERE = Path(__file__).parent


def record(release: str, *names: str) -> None:
    """Write the states of all golden cases, or of those of these names."""
    folder = HERE / release
    models = folder / "models"
    models.mkdir(parents=True, exist_ok=bool(names))
    for path in sorted(CASES.glob("*.json")):
        if names and path.stem not in names:
            continue
        case = read_case(path)
        process = compile_case(case)
        # The model is kept beside its states: the original may change, a deployed one never does.
        model = models / Path(str(case["model"])).name
        shutil.copyfile(ROOT / str(case["model"]), model)
        case["model"] = str(model.relative_to(ROOT))
        variables = case["variables"]
        commands = case["commands"]
        assert isinstance(variables, dict)
        assert isinstance(commands, list)
        command = StartProcess(variables=decode_variables(variables))
        outcome = start(process, command, CONTEXT)
        for position, step in enumerate(commands):
            assert isinstance(step, dict)
            text = to_text(_describe(case, outcome, position))
            (folder / f"{path.stem}_{position}.json").write_text(text)
            outcome = apply(process, outcome.state, step)


def _describe(case: JsonObject, outcome: Outcome, position: int) -> dict[str, object]:
    commands, outcomes = case["commands"], case["outcomes"]
    assert isinstance(commands, list)
    assert isinstance(outcomes, list)
    variables, types = encode_variables(outcome.state.scopes[0])
    local = {
        str(scope): encode_variables(values)
        for scope, values in outcome.state.scopes.items()
        if scope
    }
    return {
        "model": case["model"],
        "key": case["key"],
        "tokens": base64.b64encode(outcome.state.tokens).decode(),
        "state_format": outcome.state.state_format,
        "variables": variables,
        "variable_types": types,
        "scopes": local,
        "commands": commands[position:],
        "outcomes": outcomes[position + 1 :],
    }


def restore(recorded: JsonObject) -> EngineState:
    """Return the recorded state."""
    scopes = {0: _decode(recorded["variables"], recorded["variable_types"])}
    local = recorded.get("scopes", {})  # the first release recorded none
    assert isinstance(local, dict)
    for scope, encoded in local.items():
        assert isinstance(encoded, list)
        scopes[int(scope)] = _decode(*encoded)
    return EngineState(
        tokens=base64.b64decode(str(recorded["tokens"])),
        state_format=int(str(recorded["state_format"])),
        scopes=scopes,
    )


def _decode(variables: JsonValue, types: JsonValue) -> dict[str, Value]:
    assert isinstance(variables, dict)
    assert isinstance(types, dict)
    return decode_variables(variables, {name: str(kind) for name, kind in types.items()})


if __name__ == "__main__":
    record(*sys.argv[1:])
