"""Modules stay readable in one sitting; entry points hold no logic."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path
    for path in (PROJECT / "bpm").rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)
WORKERS = [path for path in MODULES if path.name == "worker.py"]
LONGEST_MODULE_LINES = 400
LONGEST_ENTRY_STATEMENTS = 3


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def test_modules_have_at_most_four_hundred_lines() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in MODULES}

    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE_LINES} == {}


@pytest.mark.parametrize("path", WORKERS, ids=name_of)
def test_worker_functions_do_one_thing(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            statements = [part for part in node.body if not isinstance(part, ast.Expr)]
            assert len(statements) <= LONGEST_ENTRY_STATEMENTS, node.name


def test_nothing_is_left_for_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    found = {name_of(path): mark for path in MODULES for mark in marks if mark in path.read_text()}

    assert found == {}
