"""States that earlier releases saved are read and run on as they did then."""

from pathlib import Path

import pytest

from bpm.core.values import JsonValue, parse_json
from tests.golden.recording import apply, compile_case, describe, read_case, to_text
from tests.replay.recording import HERE, restore

WORDING = {"message", "detail"}
ALL = sorted(HERE.glob("*/*.json"))


@pytest.mark.parametrize("path", ALL, ids=[f"{path.parent.name}/{path.stem}" for path in ALL])
def test_a_recorded_state_runs_on(path: Path) -> None:
    recorded = read_case(path)
    process = compile_case(recorded)
    state = restore(recorded)
    commands = recorded["commands"]
    assert isinstance(commands, list)

    outcomes = []
    for command in commands:
        assert isinstance(command, dict)
        outcome = apply(process, state, command)
        state = outcome.state
        outcomes.append(describe(process, outcome))

    played = parse_json(to_text(outcomes).encode())
    assert without_wording(played) == without_wording(recorded["outcomes"])


def without_wording(value: JsonValue) -> JsonValue:
    """Drop the sentences of incidents, which may be put better in a later release."""
    match value:
        case dict():
            return {k: without_wording(v) for k, v in value.items() if k not in WORDING}
        case list():
            return [without_wording(item) for item in value]
        case _:
            return value


def test_states_have_been_recorded() -> None:
    assert len(ALL) >= 10
