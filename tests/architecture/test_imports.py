"""Who may import whom."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_import_contracts_hold() -> None:
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
