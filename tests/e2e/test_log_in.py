"""Logging in and out, and changing the password, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Browse


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_log_in_page_can_be_used_by_keyboard_alone(
    browse: Browse, narrow: bool, dark: bool
) -> None:
    page = browse(narrow=narrow, dark=dark)
    page.goto("/inbox?view=mine")
    expect(page).to_have_url(re.compile(r"/login\?next="))
    expect(page.get_by_label("User name")).to_be_focused()

    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type("clerk")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/inbox(/|\?view=)mine"))


def test_the_password_can_be_shown(browse: Browse) -> None:
    page = browse()
    page.goto("/login")
    field = page.get_by_label("Password", exact=True)
    field.fill("secret")

    page.get_by_role("button", name="Show the password").click()

    expect(field).to_have_attribute("type", "text")


def test_a_wrong_password_is_told_and_the_name_kept(browse: Browse) -> None:
    page = browse()
    page.goto("/login")
    page.get_by_label("User name").fill("manager")
    page.get_by_label("Password", exact=True).fill("nonsense")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("User name or password is wrong")
    expect(page.get_by_label("User name")).to_have_value("manager")
    page.get_by_label("Password", exact=True).fill("manager")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/inbox"))


def test_the_page_follows_the_choice_of_light_and_dark(browse: Browse) -> None:
    page = browse(dark=True)
    page.goto("/login")
    pane = page.locator(".pane")
    expect(pane).to_have_css("background-color", "rgb(22, 24, 29)")

    page.evaluate("localStorage.setItem('mantine-color-scheme-value', 'light')")
    page.reload()

    expect(pane).to_have_css("background-color", "rgb(255, 255, 255)")


def test_the_password_page_explains_what_is_wrong(browse: Browse) -> None:
    page = browse("operator")
    page.goto("/password")
    page.get_by_label("Old password").fill("operator")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password confirmation").fill("short")
    page.get_by_role("button", name="Change password").click()

    expect(page.get_by_role("alert")).to_contain_text("too short")
