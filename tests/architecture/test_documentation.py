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
_FULL_LINK = re.compile(r"\]\(([^)\s]+)\)")
# Paths in prose; a star, a placeholder or a folder of running data cannot be looked up.
_PATH = re.compile(r"`((?:bpm|docs|tests|processes|frontend)/[\w./-]+)`")


def _name(page: Path) -> str:
    return str(page.relative_to(PROJECT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in _LINK.findall(page.read_text()) if "://" not in link]

    missing = [link for link in targets if not (page.parent / link).exists()]

    assert missing == []


def test_links_of_the_site_stay_in_it_and_lead_to_headings() -> None:
    site = PROJECT / "docs"
    missing = []
    for page in sorted(site.rglob("*.md")):
        for link in _FULL_LINK.findall(page.read_text()):
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if "://" in link or target.suffix != ".md":
                continue
            if not target.is_relative_to(site) or (anchor and anchor not in _anchors(target)):
                missing.append((_name(page), link))

    assert missing == []


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the site makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    words = [re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings]
    return {re.sub(r"[-\s]+", "-", found) for found in words}


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
