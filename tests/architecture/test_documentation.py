"""Documentation that points at something points at something that is there."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "processes/**/*.md", "tests/**/*.md")
    for page in PROJECT.glob(pattern)
)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Paths in prose; a star, a placeholder or a folder of running data cannot be looked up.
_PATH = re.compile(r"`((?:bpm|docs|tests|processes|frontend)/[\w./-]+)`")


def _name(page: Path) -> str:
    return str(page.relative_to(PROJECT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in _LINK.findall(page.read_text()) if "://" not in link]

    missing = [link for link in targets if not (page.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_paths_in_prose_exist(page: Path) -> None:
    # The guide's example names files that a new command would bring.
    example = "withdraw_user_task"
    named = [path for path in _PATH.findall(page.read_text()) if example not in path]

    missing = [path for path in named if not _exists(path)]

    assert missing == []


def _exists(path: str) -> bool:
    """Return whether a file or folder, or a module named without its ending, is there."""
    return (PROJECT / path).exists() or (PROJECT / f"{path}.py").exists()
