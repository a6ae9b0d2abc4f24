"""Work beside the programs is begun, told of once, and ended with the suite."""

import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bpm.config.configuration import read_configuration
from bpm.config.processes import errand
from bpm.config.processes.errand import Errand
from tests.waiting import wait_until


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Begin":
    (tmp_path / "log").mkdir()
    return Begin(tmp_path, monkeypatch)


class Begin:
    """Starts errands that run a line of Python in place of a command."""

    def __init__(self, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._configuration = replace(read_configuration({}), var_dir=var_dir)
        self._monkeypatch = monkeypatch

    def __call__(self, line: str) -> Errand:
        self._monkeypatch.setattr(errand, "manage", lambda _name: (sys.executable, "-c", line))
        made = Errand(self._configuration, "work")
        made.start()
        return made


@pytest.mark.parametrize("status", [0, 3])
def test_an_end_is_told_once_with_the_reason_in_its_log(begin: Begin, status: int) -> None:
    work = begin(f"import sys; print('why'); sys.exit({status})")
    ends: list[int] = []

    def look() -> bool:
        found = work.find_end()
        ends.extend([] if found is None else [found])
        return bool(ends)

    wait_until(look, seconds=20)

    assert (ends, work.find_end()) == ([status], None)
    assert work.log_path.read_text() == "why\n"


def test_nothing_of_it_stays_when_the_suite_stops(begin: Begin) -> None:
    before = set(psutil.Process().children())
    work = begin("import time; time.sleep(600)")
    (child,) = set(psutil.Process().children()) - before

    work.stop()

    assert not child.is_running()
    assert work.find_end() is None


def test_what_never_began_has_no_end(tmp_path: Path) -> None:
    work = Errand(replace(read_configuration({}), var_dir=tmp_path), "work")

    work.stop()

    assert work.find_end() is None
