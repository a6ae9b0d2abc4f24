"""What a model says and where, for those who look for it: one text of one element at a time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_TEXT: Final = 20_000
"""Characters of one text that can be found; a script may be longer than anybody reads."""


class TextRole(StrEnum):
    """What a text is of its element."""

    NAME = "name"
    ID = "id"
    DOCUMENTATION = "documentation"
    EXPRESSION = "expression"
    REFERENCE = "reference"
    CONNECTOR = "connector"
    TOPIC = "topic"
    EVENT = "event"
    SETTING = "setting"
    INPUT = "input"
    OUTPUT = "output"
    RULE = "rule"
    LABEL = "label"
    KEY = "key"
    OPTION = "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementText:
    """One text of one element.

    Args:
        element_id: Id of the element that an editor can select.
        element_name: What its author calls it; empty where it has no name.
        role: What the text is of the element.
        text: In one line, at most ``LONGEST_TEXT`` characters.
    """

    element_id: str
    element_name: str
    role: TextRole
    text: str


def tidy(text: str) -> str:
    """Return a text in one line, as a database can store it."""
    storable = text.encode("utf-8", "replace").decode().replace("\0", "")
    return " ".join(storable.split())[:LONGEST_TEXT]
