"""Migrations: complete, named by what they are for, free of the code that changes around them."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

PROJECT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted((PROJECT / "bpm").glob("*/migrations/0*.py"))
# Column types and defaults that Django writes into migrations by name.
ALLOWED_IMPORTS = {"bpm.base.fields", "bpm.base.ids", "bpm.base.models"}


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    printed = StringIO()

    # It exits where a model has changed; what it prints then names the change.
    call_command("makemigrations", check=True, dry_run=True, stdout=printed)

    assert printed.getvalue() == "No changes detected\n"


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_migrations_do_not_depend_on_code_that_changes(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")

    assert {name for name in imported if name.startswith("bpm")} <= ALLOWED_IMPORTS


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_migrations_are_named_by_their_intent(path: Path) -> None:
    assert "_auto_" not in path.stem
    assert path.stem.partition("_")[2] not in {"", "initial"}
