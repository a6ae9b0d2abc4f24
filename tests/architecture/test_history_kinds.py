"""Whatever the server writes into the history, the pages have words for it or leave it out."""

import ast
import json
from collections.abc import Iterator
from itertools import chain

from bpm.config.configuration import PROJECT_DIR

# Who writes history.
WRITERS = ("runtime", "user_tasks", "jobs")
TOLD = PROJECT_DIR / "frontend/src/shared/history/kinds.json"
# Kinds whose names are put together of parts.
COMPOSED = {
    "incident_note_changed",
    "incident_owner_changed",
    "job_cancelled",
    "subscription_cancelled",
    "user_task_cancelled",
}


def literal(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def kinds_in(node: ast.AST) -> Iterator[str | None]:
    """Yield the kinds that an expression names: ``{"type": …}``, ``tell(…)``, ``type=…``."""
    if isinstance(node, ast.Dict):
        yield from (
            literal(value)
            for key, value in zip(node.keys, node.values, strict=True)
            if literal(key) == "type"
        )
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if name == "tell" and node.args:
            yield literal(node.args[0])
        yield from (
            literal(word.value) for word in node.keywords if word.arg in {"type", "type_", "told"}
        )


def kinds_written() -> set[str]:
    paths = chain.from_iterable((PROJECT_DIR / "bpm" / name).rglob("*.py") for name in WRITERS)
    found = {
        kind
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        for kind in kinds_in(node)
    }
    return {kind for kind in found if kind is not None} | COMPOSED


def test_pages_know_every_kind_of_event() -> None:
    told = json.loads(TOLD.read_text())

    assert sorted(chain.from_iterable(told.values())) == sorted(kinds_written())
