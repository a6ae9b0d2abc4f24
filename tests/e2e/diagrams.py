"""Hands for diagrams: pages and editors draw them with the same library."""

from playwright.sync_api import Locator, Page


def shape(page: Page, element_id: str) -> Locator:
    """Return a drawn element of a diagram."""
    return page.locator(f'.djs-element[data-element-id="{element_id}"]')


def choose(page: Page, element_id: str) -> None:
    """Click the middle of a drawn element."""
    box = shape(page, element_id).locator(".djs-hit").first.bounding_box()
    assert box is not None, f"{element_id} is not drawn"
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def append(page: Page, element_id: str, what: str) -> None:
    """Append something to an element by its context pad; ``what`` is ``userTask`` and the like."""
    choose(page, element_id)
    page.locator(f'.djs-context-pad [data-action="append.{what}"]').click()
