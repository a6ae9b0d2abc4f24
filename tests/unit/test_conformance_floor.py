"""The counts of the conformance suites may only rise."""

import json
from pathlib import Path

import pytest

from tests.conformance import __main__ as conformance


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "floor.json"
    path.write_text(json.dumps({"scenarios": 11}))
    monkeypatch.setattr(conformance, "FLOOR_PATH", path)
    return path


def test_a_count_below_its_floor_fails_the_run(
    floor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conformance._judge({"scenarios": (10, 33)}, raise_floor=False) == 1
    assert "Below the floor: scenarios" in capsys.readouterr().out


def test_a_count_above_is_kept_only_when_asked(floor: Path) -> None:
    assert conformance._judge({"scenarios": (12, 33)}, raise_floor=False) == 0
    assert json.loads(floor.read_text()) == {"scenarios": 11}
    assert conformance._judge({"scenarios": (12, 33)}, raise_floor=True) == 0
    assert json.loads(floor.read_text()) == {"scenarios": 12}


def test_a_betsy_process_passes_only_with_all_its_cases() -> None:
    found = {"events/a": [[1, True, ""], [2, False, ""]], "events/b": [[1, True, ""]]}
    assert conformance._count("betsy", found) == {"betsy events": (1, 2)}
