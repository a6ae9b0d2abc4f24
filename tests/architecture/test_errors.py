"""Every error has a code of its own that is documented."""

from collections import Counter

from bpm.config.error_reference import ERROR_REFERENCE, error_classes, write_reference


def test_codes_are_unique() -> None:
    counts = Counter(kind.code for kind in error_classes())

    assert {code: n for code, n in counts.items() if n > 1} == {}


def test_every_code_is_in_the_reference() -> None:
    assert ERROR_REFERENCE.read_text() == write_reference()


def test_every_error_says_what_it_is() -> None:
    for kind in error_classes():
        assert (kind.__doc__ or "").strip().endswith("."), kind.__name__
