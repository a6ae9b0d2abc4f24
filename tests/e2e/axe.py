"""Accessibility rules (WCAG 2.2 A and AA) held against a page by axe-core."""

from functools import lru_cache

from playwright.sync_api import Page

from bpm.config.configuration import PROJECT_DIR

_AXE = PROJECT_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Only what is wrong leaves the page: all that is right would take longer to hand over than to find.
_RUN = """async (values) => {
    const options = { runOnly: { type: 'tag', values }, resultTypes: ['violations'] };
    const { passes, violations } = await axe.run(document, options);
    if (!passes.length) throw new Error('axe found no rule to hold against the page');
    return violations.map(({ id, nodes }) =>
        `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join('; ')}`);
}"""


@lru_cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")


def find_violations(page: Page) -> list[str]:
    """Return one line for each rule that the page breaks, with the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found = page.evaluate(_RUN, _TAGS)
    assert isinstance(found, list)
    return [str(line) for line in found]
