"""Every setting is in the reference, and the reference names no other."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_READ = re.compile(r"env\.\w+\(\s*\"([A-Z_]+)\"")
_NAMED = re.compile(r"^\| `((?:BPM|DATABASE|CELERY)_[A-Z_]+)` \|", flags=re.MULTILINE)


def test_the_reference_lists_exactly_the_settings_that_are_read() -> None:
    read = set(_READ.findall((PROJECT / "bpm" / "config" / "configuration.py").read_text()))
    named = set(_NAMED.findall((PROJECT / "docs" / "reference" / "settings.md").read_text()))

    assert len(read) > 10
    assert named == read
