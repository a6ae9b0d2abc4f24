"""States that earlier releases saved are read and run on as they did then."""

from pathlib import Path

import pytest
from lxml import etree

from bpm.core.values import JsonValue, parse_json
from tests.golden.recording import apply, compile_case, describe, read_case, to_text
from tests.replay.recording import HERE, restore

WORDING = {"message", "detail"}
OFFER = Path(__file__).parents[2] / "bpm" / "core" / "bpmn" / "offer.json"
DEFINITION = "EventDefinition"
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


def test_states_of_every_element_that_runs_have_been_recorded() -> None:
    assert len(ALL) >= 10
    offer = parse_json(OFFER.read_bytes())
    assert isinstance(offer, dict)
    nodes, triggers = offer["nodes"], offer["triggers"]
    assert isinstance(nodes, list)
    assert isinstance(triggers, dict)
    wanted = {(str(node), "none") for node in nodes if node not in triggers}
    for node, kinds in triggers.items():
        assert isinstance(kinds, list)
        wanted |= {(node, str(kind)) for kind in kinds}
    assert wanted - recorded_elements() == set()


def recorded_elements() -> set[tuple[str, str]]:
    """Return the names of the elements in recorded models, with what triggers each."""
    found = set()
    for path in HERE.glob("*/models/*.bpmn"):
        for element in etree.parse(path).iter(etree.Element):
            names = [etree.QName(child).localname for child in element]
            kinds = [x.removesuffix(DEFINITION) for x in names if x.endswith(DEFINITION)]
            found.add((etree.QName(element).localname, kinds[0] if kinds else "none"))
    return found
