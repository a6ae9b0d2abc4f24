"""Each golden case leads to the effects that were recorded and reviewed."""

from pathlib import Path

import pytest

from bpm.core.values import parse_json
from tests.golden.recording import CASES, play, read_case, to_text

ALL = sorted(CASES.glob("*.json"))


@pytest.mark.parametrize("path", ALL, ids=[path.stem for path in ALL])
def test_effects_are_as_recorded(path: Path) -> None:
    case = read_case(path)

    played = parse_json(to_text(play(case)).encode())

    assert played == case["outcomes"]


def test_there_are_cases() -> None:
    assert len(ALL) >= 4
