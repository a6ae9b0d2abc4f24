"""Patterns mean what they mean in browsers, and end in time."""

import time

import pytest

from bpm.core.forms.patterns import (
    MAX_PATTERN_LENGTH,
    TIMEOUT_SECONDS,
    InvalidPatternError,
    compile_pattern,
)


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("a", "xay", True),
        ("^a$", "a\n", False),
        ("^.$", "\n", False),
        ("^.$", "\u2028", False),
        (r"^\d$", "٣", False),
        (r"^\s$", "\ufeff", True),
        (r"^\S$", "\x1c", True),
        (r"^\w+$", "ä", False),
        (r"^[\w.-]+$", "a.b-c", True),
        (r"^[^\d]+$", "abc", True),
        (r"^x{2,3}$", "xxx", True),
        ("^x{,2}$", "x{,2}", True),
        ("^a{$", "a{", True),
        (r"^(?<y>[0-9])-\k<y>$", "1-1", True),
        (r"^(a)\1$", "aa", True),
        (r"(?<=€)\d", "€5", True),
        (r"(?<!€)5", "€5", False),
        (r"^\u20ac\x41$", "€A", True),
        ("^[[]$", "[", True),
        ("^[a&&b]+$", "&a", True),
        ("^[^]$", "\n", True),
        ("[]", "a", False),
        ("^]$", "]", True),
        (r"^a|b$", "b", True),
        (r"\/", "/", True),
        (r"^[\b]$", "\x08", True),
        (r"\bfoo\b", "a foo b", True),
    ],
)
def test_a_pattern_finds_what_a_browser_finds(pattern: str, text: str, is_found: bool) -> None:
    found = compile_pattern(pattern).search(text, timeout=TIMEOUT_SECONDS)

    assert (found is not None) is is_found


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", "a)", "[a", "*a", "a**", "a++", "a{2}{3}", "(?i)a", "(?P<x>a)", "(*SKIP)"),
        *(r"\A", r"\Z", r"\p{L}", r"\q", r"[\D]", "a\\", "(?>a)", "x{1001}", r"(?#c)"),
        "a" * (MAX_PATTERN_LENGTH + 1),
    ],
)
def test_what_a_browser_reads_otherwise_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidPatternError):
        compile_pattern(pattern)


def test_a_pattern_that_takes_too_long_is_stopped() -> None:
    pattern = compile_pattern("(a|ab|b)*[^ab]$")
    began = time.monotonic()

    with pytest.raises(TimeoutError):
        pattern.search("ab" * 40, timeout=TIMEOUT_SECONDS)

    assert time.monotonic() - began < 5
