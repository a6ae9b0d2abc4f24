"""Every code that the check reports is in the catalogue, and the catalogue holds no other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bpm.core.bpmn
from bpm.core.bpmn.codes import MODEL_CODES

FOLDER = Path(bpm.core.bpmn.__file__).parent


def codes_in(path: Path) -> Iterator[str]:
    """Yield every text in the source that is one of the codes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and node.value in MODEL_CODES:
            yield str(node.value)


def reported_codes(path: Path) -> Iterator[str]:
    """Yield the codes that stand in a call of ``findings``."""
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("error", "warn")
            and isinstance(node.args[1], ast.Constant)
        ):
            yield str(node.args[1].value)


def test_the_catalogue_is_what_is_used() -> None:
    sources = [path for path in FOLDER.rglob("*.py") if path.name != "codes.py"]
    sources.append(FOLDER.parent / "xml.py")

    assert {code for path in sources for code in reported_codes(path)} <= MODEL_CODES.keys()
    assert {code for path in sources for code in codes_in(path)} == MODEL_CODES.keys()
