"""Accessibility rules (WCAG 2.2 A and AA) held against a page by axe-core."""

import json
from functools import lru_cache

from playwright.sync_api import Page

from bpm.config.configuration import PROJECT_DIR

_AXE = PROJECT_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@lru_cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")


def find_violations(page: Page) -> list[str]:
    """Return one line for each rule that the page breaks, with the elements that break it."""
    page.evaluate(_source())
    options = json.dumps({"runOnly": {"type": "tag", "values": _TAGS}})
    answer = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{found['id']}: " + "; ".join(node["html"][:160] for node in found["nodes"])
        for found in answer["violations"]
    ]
