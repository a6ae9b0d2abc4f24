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


def test_the_map_names_every_package() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text()
    drawn = set(re.findall(r"^ +(\w+)/ ", text, flags=re.MULTILINE))
    packages = {
        folder.parent.name
        for pattern in ("*/__init__.py", "core/*/__init__.py")
        for folder in (PROJECT / "bpm").glob(pattern)
    }

    assert drawn == packages


def test_the_glossary_is_sorted_and_says_each_word_once() -> None:
    text = (PROJECT / "docs" / "glossary.md").read_text()
    table = [line for line in text.splitlines() if line.startswith("| ")][1:]
    words = [line.split("|")[1].strip().lower().replace("-", " ") for line in table]

    assert words == sorted(set(words))
