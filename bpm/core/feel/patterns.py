"""Regular expressions of XPath on top of the package ``regex``, which can stop in time.

Source: XQuery 1.0 and XPath 2.0 Functions and Operators §7.6, to which DMN 1.5 refers.
"""

from functools import lru_cache

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.feel.errors import LimitReachedError
from bpm.core.feel.runtime import MAX_LIST_LENGTH, MAX_STRING_LENGTH, Runtime

TIMEOUT_SECONDS = 0.1
MAX_PATTERN_LENGTH = 1_000
_STEPS_A_MATCH = 500

_FLAGS = {"i": regex.IGNORECASE, "s": regex.DOTALL, "m": regex.MULTILINE}
_ESCAPES = {
    "i": r"[\p{L}_:]",
    "I": r"[^\p{L}_:]",
    "c": r"[\p{L}\p{N}\p{M}._:\-]",
    "C": r"[^\p{L}\p{N}\p{M}._:\-]",
}
# What Python knows and XPath does not would be taken for something else without a word.
_UNKNOWN_ESCAPES = frozenset("AZzbBGKQERXxuUaefghjkloqvymNL<>0")


_BLANKS = " \t\n\r"
_PROPERTY = regex.compile(r"([pP])\{([^{}]*)\}")


class _PatternError(Exception):
    """This is no regular expression of XPath."""


@lru_cache(maxsize=512)
def _compile(pattern: str, flags: str) -> "regex.Pattern[str]":
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise _PatternError(f"a pattern has at most {MAX_PATTERN_LENGTH} characters")
    options = regex.VERSION1
    for flag in flags:
        if flag not in "smixq":
            raise _PatternError(f"there is no flag {flag!r}")
        options |= _FLAGS.get(flag, 0)
    if "q" in flags:
        return regex.compile(regex.escape(pattern), options)
    try:
        return regex.compile(_translate(pattern, flags), options)
    except (regex.error, RecursionError, OverflowError) as error:
        raise _PatternError(f"the pattern is wrong: {error}") from error


def _translate(pattern: str, flags: str) -> str:
    pieces: list[str] = []
    depth = place = 0
    while place < len(pattern):
        character = pattern[place]
        if character == "\\":
            piece, place = _translate_escape(pattern, place + 1, depth, flags)
        else:
            if character == "[" and depth:
                if pieces[-1:] != ["-"]:
                    raise _PatternError("a bracket stands inside a character class")
                pieces[-1] = "--"  # class subtraction, as VERSION1 of regex writes it
            piece = _translate_plain(pattern, place, depth, flags)
            depth += (character == "[") - (character == "]")
            place += 1
        pieces.append(piece)
    return "".join(pieces)


def _translate_plain(pattern: str, place: int, depth: int, flags: str) -> str:
    character = pattern[place]
    if depth:
        return f"\\{character}" if character in "&|~" else character
    if "x" in flags and character in _BLANKS:
        return ""
    if character == "." and "s" not in flags:
        return r"[^\n\r]"
    if (
        character == "("
        and pattern.startswith("(?", place)
        and pattern[place + 2 : place + 3] != ":"
    ):
        raise _PatternError("groups that begin with (? are not known")
    if character == "$" and "m" not in flags:
        return r"\Z"  # the end itself, never before a last line break
    return character


def _translate_escape(pattern: str, place: int, depth: int, flags: str) -> tuple[str, int]:
    character = pattern[place : place + 1]
    if not character:
        raise _PatternError("a backslash stands at the end")
    if character in _UNKNOWN_ESCAPES or (depth and character.isdecimal()):
        raise _PatternError(f"there is no escape \\{character}")
    if character in "pP":
        found = _PROPERTY.match(pattern, place)
        if found is None:
            raise _PatternError(f"\\{character} needs a property in braces")
        name = found.group(2).strip(_BLANKS if "x" in flags else "")
        name = f"In{name[2:]}" if name.startswith("Is") else name  # a block, in XPath's words
        return f"\\{character}{{{name}}}", found.end()
    escaped = _ESCAPES.get(character, f"\\{character}")
    if depth and escaped.startswith("["):
        if escaped.startswith("[^"):
            raise _PatternError(f"\\{character} cannot stand inside a character class")
        escaped = escaped[1:-1]
    return escaped, place + 1


def _prepare(runtime: Runtime, pattern: str, flags: str) -> "regex.Pattern[str] | None":
    runtime.spend(_STEPS_A_MATCH)
    try:
        return _compile(pattern, "".join(sorted(set(flags))))
    except _PatternError as error:
        runtime.note(str(error))
        return None


def search(runtime: Runtime, text: str, pattern: str, flags: str) -> bool | None:
    """Return whether a pattern is found; null where it is wrong.

    Raises:
        LimitReachedError: The search takes too long.
    """
    compiled = _prepare(runtime, pattern, flags)
    if compiled is None:
        return None
    try:
        return compiled.search(text, timeout=TIMEOUT_SECONDS) is not None
    except TimeoutError as error:
        raise _too_slow(pattern) from error


def replace(runtime: Runtime, text: str, pattern: str, replacement: str, flags: str) -> str | None:
    """Return a text with every match replaced; null where pattern or replacement is wrong.

    Raises:
        LimitReachedError: It takes too long, or the result is too long.
    """
    compiled = _prepare(runtime, pattern, flags)
    if compiled is None:
        return None
    if "q" in flags:
        parts: list[str | int] = [replacement]
    else:
        found = _read_replacement(replacement, compiled.groups)
        if found is None:
            runtime.note("replace(): the replacement has a lone $ or backslash")
            return None
        parts = found
    if compiled.search("") is not None and "q" not in flags:
        runtime.note("replace(): the pattern matches nothing at all")
        return None
    pieces: list[str] = []
    end = length = 0
    try:
        for match in compiled.finditer(text, timeout=TIMEOUT_SECONDS):
            piece = "".join(part if isinstance(part, str) else match[part] or "" for part in parts)
            pieces += (text[end : match.start()], piece)
            end = match.end()
            length += len(piece)
            if length > MAX_STRING_LENGTH:
                runtime.refuse_string()
    except TimeoutError as error:
        raise _too_slow(pattern) from error
    return runtime.keep_string("".join((*pieces, text[end:])))


def _read_replacement(text: str, groups: int) -> list[str | int] | None:
    parts: list[str | int] = []
    place = 0
    while place < len(text):
        character, following = text[place], text[place + 1 : place + 2]
        if character == "\\":
            if following not in {"\\", "$"}:
                return None
            parts.append(following)
            place += 2
        elif character == "$":
            if not following or following not in "0123456789":
                return None
            end = place + 2
            # As many digits as still name a group that exists.
            while text[end : end + 1].isdecimal() and int(text[place + 1 : end + 1]) <= groups:
                end += 1
            number = int(text[place + 1 : end])
            parts.append(number if number <= groups else "")
            place = end
        else:
            parts.append(character)
            place += 1
    return parts


def split(runtime: Runtime, text: str, pattern: str) -> list[str] | None:
    """Return the parts of a text between matches; null where the pattern is wrong.

    Raises:
        LimitReachedError: It takes too long, or there are too many parts.
    """
    compiled = _prepare(runtime, pattern, "")
    if compiled is None:
        return None
    parts: list[str] = []
    end = 0
    try:
        for match in compiled.finditer(text, timeout=TIMEOUT_SECONDS):
            if match.end() == match.start():
                continue
            parts.append(text[end : match.start()])
            end = match.end()
            if len(parts) > MAX_LIST_LENGTH:
                runtime.check_length(len(parts))
    except TimeoutError as error:
        raise _too_slow(pattern) from error
    return [*parts, text[end:]]


def _too_slow(pattern: str) -> LimitReachedError:
    return LimitReachedError(f"the pattern {pattern[:60]!r} takes too long on this text.")
