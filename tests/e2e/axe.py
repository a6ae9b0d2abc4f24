"""Accessibility rules (WCAG 2.2 A and AA) held against a page by axe-core, light and dark."""

from functools import lru_cache

import pytest
from playwright.sync_api import Page

from bpm.config.configuration import PROJECT_DIR

_AXE = PROJECT_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# The rules that see colours: these are held against both looks.
_COLOUR_RULES = ["color-contrast", "link-in-text-block"]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Only what is wrong leaves the page: all that is right would take longer to hand over than to find.
_RUN = """async ([type, values]) => {
    const options = { runOnly: { type, values }, resultTypes: ['violations'] };
    const { passes, violations } = await axe.run(document, options);
    if (type === 'tag' && !passes.length)
        throw new Error('axe found no rule to hold against the page');
    return violations.map(({ id, nodes }) =>
        `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join('; ')}`);
}"""
# The page itself and its components follow the machine, and no colour is on its way.
_IS_DRAWN = """(scheme) =>
    matchMedia(`(prefers-color-scheme: ${scheme})`).matches &&
    (document.documentElement.dataset.mantineColorScheme ?? scheme) === scheme &&
    !document.getAnimations().some((one) => one instanceof CSSTransition)"""

WIDTHS = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])


@lru_cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")


def find_violations(page: Page) -> list[str]:
    """Return one line for each rule that the page breaks, with the elements that break it.

    All rules are held against the look that it has, those about colours against the other as well.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    found = _run(page, "tag", _TAGS)
    _draw(page, is_dark=not is_dark)
    found += [
        f"{'light' if is_dark else 'dark'}: {one}" for one in _run(page, "rule", _COLOUR_RULES)
    ]
    _draw(page, is_dark=is_dark)
    return found


def _run(page: Page, kind: str, values: list[str]) -> list[str]:
    found = page.evaluate(_RUN, [kind, values])
    assert isinstance(found, list)
    return [str(line) for line in found]


def _draw(page: Page, *, is_dark: bool) -> None:
    page.emulate_media(color_scheme="dark" if is_dark else "light")
    page.wait_for_function(_IS_DRAWN, arg="dark" if is_dark else "light")
