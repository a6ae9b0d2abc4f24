"""Every permission and scope is explained, with what it opens."""

from bpm.config.permission_reference import MEANINGS, PERMISSION_REFERENCE, write_reference
from bpm.identity.contracts import TOKEN_SCOPES


def test_every_permission_is_explained() -> None:
    assert MEANINGS.keys() == TOKEN_SCOPES


def test_the_reference_says_what_the_code_says() -> None:
    assert PERMISSION_REFERENCE.read_text() == write_reference()
