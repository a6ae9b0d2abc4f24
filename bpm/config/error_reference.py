"""The reference of error codes, made from the classes and calls that raise them."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import bpm
from bpm.api.errors import status_of
from bpm.config.configuration import PROJECT_DIR
from bpm.core.errors import BpmError

ERROR_REFERENCE = PROJECT_DIR / "docs" / "reference" / "errors.md"
_HEAD = """# Error codes

<!-- Written by `make schema` from the source; do not edit. -->

Every error of the API is `application/problem+json` (RFC 9457). Programs decide by `code`, which
does not change; `title` and `detail` are for people and may.

## What a whole request is answered with

| code | status | meaning |
|---|---|---|
"""
_PROBLEMS = """
## What stands at one place of a request or model

These are the codes in `errors`, each beside a JSON Pointer or the id of a model element.

| code | found in |
|---|---|
"""


def write_reference() -> str:
    """Return the text of the reference."""
    classes = sorted(error_classes(), key=lambda kind: (status_of(kind), kind.code))
    answers = "".join(
        f"| `{kind.code}` | {status_of(kind)} | {kind.title()} |\n" for kind in classes
    )
    problems = "".join(
        f"| `{code}` | {', '.join(sorted(places))} |\n"
        for code, places in sorted(problem_codes().items())
    )
    return f"{_HEAD}{answers}{_PROBLEMS}{problems}"


def error_classes() -> set[type[BpmError]]:
    """Return every class of error in the suite that has a code of its own."""
    for module in pkgutil.walk_packages(bpm.__path__, "bpm."):
        if _may_be_imported(module.name):
            importlib.import_module(module.name)
    return {kind for kind in _descendants(BpmError) if "code" in vars(kind)}


def _may_be_imported(name: str) -> bool:
    """Return whether a module defines things only, and runs nothing when imported."""
    return not name.startswith("bpm.config") and not name.endswith("__main__")


def _descendants(kind: type[BpmError]) -> Iterator[type[BpmError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _descendants(child)


def problem_codes() -> dict[str, set[str]]:
    """Return the codes that problems are made with, each with the packages that make them."""
    found: dict[str, set[str]] = {}
    for path in sorted(Path(bpm.__path__[0]).rglob("*.py")):
        package = ".".join(path.relative_to(PROJECT_DIR).with_suffix("").parts[:3])
        for node in ast.walk(ast.parse(path.read_text())):
            code = _code_of(node)
            if code is not None:
                found.setdefault(code, set()).add(f"`{package}`")
    return found


def _code_of(node: ast.AST) -> str | None:
    """Return the code that a call gives to a problem: by name, or to a model's findings."""
    if not isinstance(node, ast.Call):
        return None
    given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    match node.func:
        case ast.Attribute(
            value=ast.Name(id="findings") | ast.Attribute(attr="_findings"),
            attr="error" | "warn" | "refuse",
        ):
            given += node.args[1:2]
        case ast.Name(id="_refusal" | "RefusedValueError" | "_temporal"):
            given += node.args[:1]
    match given:
        case [ast.Constant(value=str(code))] if code.isidentifier():
            return code
        case _:
            return None
