"""One name runs through: a command is a module, a function, an API operation and a test."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command

PROJECT = Path(__file__).resolve().parents[2]
COMMANDS = sorted(
    path
    for path in (PROJECT / "bpm" / "runtime" / "commands").glob("*.py")
    if not path.name.startswith("_")
)
# What the suite asks of itself when a job has run: no address leads there.
INTERNAL = {
    "begin_instance",
    "complete_job",
    "continue_async",
    "deliver_message",
    "deliver_signal",
    "escalate_to_caller",
    "fail_beginning",
    "fail_job",
    "fire_start_timer",
    "fire_timer",
    "hand_over_message",
    "reach_called_instances",
    "return_to_caller",
    "start_called_instance",
}


def functions_of(path: Path) -> list[str]:
    return [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


NAMES = sorted(name for path in COMMANDS for name in functions_of(path))


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    target = tmp_path_factory.mktemp("openapi") / "openapi.yaml"
    call_command("spectacular", file=str(target))
    return set(re.findall(r"^\s+operationId: (\S+)", target.read_text(), flags=re.MULTILINE))


@pytest.fixture(scope="module")
def text_of_tests() -> str:
    tests = (PROJECT / "tests").rglob("test_*.py")
    return "\n".join(path.read_text() for path in tests)


def test_there_are_commands() -> None:
    assert NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name not in INTERNAL])
def test_every_command_is_an_operation_of_the_api(name: str, operations: set[str]) -> None:
    assert name in operations


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_tested(name: str, text_of_tests: str) -> None:
    assert name in text_of_tests
