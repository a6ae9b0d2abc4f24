"""String functions. Positions and lengths count code points.

Source: DMN 1.5 §10.3.4.3.
"""

from decimal import Decimal

from bpm.core.feel import patterns
from bpm.core.feel.built_in import Chapter
from bpm.core.feel.runtime import MAX_STRING_LENGTH, Runtime

chapter = Chapter()


@chapter.function("substring", "string: string", "start position: number", "length: number?")
def substring(
    runtime: Runtime, text: str, start: Decimal, length: Decimal | None = None
) -> str | None:
    """Return a part of a string; a negative start counts from its end."""
    if abs(start) > MAX_STRING_LENGTH or int(start) == 0:
        runtime.note("substring(): there is no such position")
        return None
    if length is not None and length < 1:
        runtime.note("substring(): the length is less than 1")
        return None
    place = int(start)
    first = place - 1 if place > 0 else max(len(text) + place, 0)
    if place < 0 and len(text) + place < 0:
        return ""
    if length is None or length > MAX_STRING_LENGTH:
        return text[first:]
    return text[first : first + int(length)]


@chapter.function("string length", "string: string")
def string_length(_runtime: Runtime, text: str) -> Decimal:
    """Return the number of characters."""
    return Decimal(len(text))


@chapter.function("upper case", "string: string")
def upper_case(runtime: Runtime, text: str) -> str:
    """Return the string in capitals."""
    return runtime.keep_string(text.upper())


@chapter.function("lower case", "string: string")
def lower_case(runtime: Runtime, text: str) -> str:
    """Return the string in small letters."""
    return runtime.keep_string(text.lower())


@chapter.function("trim", "string: string")
def trim(_runtime: Runtime, text: str) -> str:
    """Return the string without white space at its ends."""
    return text.strip()


@chapter.function("substring before", "string: string", "match: string")
def substring_before(_runtime: Runtime, text: str, match: str) -> str:
    """Return what stands before the first match; empty where there is none."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@chapter.function("substring after", "string: string", "match: string")
def substring_after(_runtime: Runtime, text: str, match: str) -> str:
    """Return what stands behind the first match; empty where there is none."""
    return text.partition(match)[2] if match else text


@chapter.function("contains", "string: string", "match: string")
def contains(_runtime: Runtime, text: str, match: str) -> bool:
    """Return whether a string holds another."""
    return match in text


@chapter.function("starts with", "string: string", "match: string")
def starts_with(_runtime: Runtime, text: str, match: str) -> bool:
    """Return whether a string begins with another."""
    return text.startswith(match)


@chapter.function("ends with", "string: string", "match: string")
def ends_with(_runtime: Runtime, text: str, match: str) -> bool:
    """Return whether a string ends with another."""
    return text.endswith(match)


@chapter.function("matches", "input: string", "pattern: string", "flags: string or null?")
def matches(runtime: Runtime, text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Return whether a pattern is found in a string."""
    return patterns.search(runtime, text, pattern, flags or "")


@chapter.function(
    "replace",
    "input: string",
    "pattern: string",
    "replacement: string",
    "flags: string or null?",
)
def replace(
    runtime: Runtime, text: str, pattern: str, replacement: str, flags: str | None = None
) -> str | None:
    """Return a string with every match replaced; ``$1`` is the first group."""
    return patterns.replace(runtime, text, pattern, replacement, flags or "")


@chapter.function("split", "string: string", "delimiter: string")
def split(runtime: Runtime, text: str, delimiter: str) -> list[str] | None:
    """Return the parts between the matches of a pattern."""
    return patterns.split(runtime, text, delimiter)
