"""Expressions of other vendors in FEEL."""

from bpm.core.feel import FeelSyntaxError, compile_text_or_feel
from bpm.core.feel.juel import OPENING, translate_text


def to_feel(text: str) -> tuple[str, str | None]:
    """Return a text of Camunda 7 or its kin as ours, and why it cannot be, if it cannot.

    A text without ``${…}`` stays. What cannot be converted stays as well, so that deployment
    refuses it by name instead of losing it.
    """
    stripped = text.strip()
    try:
        found = f"={translate_text(stripped)}" if OPENING in stripped else stripped
        compile_text_or_feel(found)
    except FeelSyntaxError as error:
        return stripped, error.detail
    return found, None


def to_variable_or_feel(text: str) -> tuple[str, str | None]:
    """Return the name of a variable, or an expression, as FEEL behind ``=``."""
    stripped = text.strip()
    return to_feel(stripped) if OPENING in stripped else to_feel(f"={stripped}")


def quote(text: str) -> str:
    """Return a text as a string of FEEL."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def as_operand(text: str) -> str:
    """Return one of our values, text or FEEL behind ``=``, as a part of a FEEL expression."""
    return text[1:].strip() if text.startswith("=") else quote(text)
