"""Regular expressions as browsers read them, on an engine that can be stopped in time.

The package ``regex`` knows much that JavaScript does not, and reads some of it differently; what
would mean something else is refused, never guessed.

Source: ECMAScript 2024 §22.2 RegExp, without flags.
"""

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.errors import InvalidInputError

TIMEOUT_SECONDS = 0.1
MAX_PATTERN_LENGTH = 1_000
MAX_REPETITION = 1_000

_LINE_ENDS = r"\n\r\u2028\u2029"
_BLANKS = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": _BLANKS,
}
_PLAIN_ESCAPES = frozenset("bBnrtfv")
_GROUPS = regex.compile(r"\((?:\?(?::|=|!|<=|<!|<[A-Za-z_]\w*>))?")
_QUANTIFIER = regex.compile(r"(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??")
_CODE = regex.compile(r"x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}")
_REFERENCE = regex.compile(r"[1-9][0-9]?|k<[A-Za-z_]\w*>")


class InvalidPatternError(InvalidInputError):
    """This is no pattern that the server and the browser read alike."""

    code = "form_invalid_pattern"


def compile_pattern(pattern: str) -> "regex.Pattern[str]":
    """Return a pattern of a form, compiled for ``search`` with ``TIMEOUT_SECONDS``.

    Raises:
        InvalidPatternError: It is wrong, too long, or uses what is not supported.
    """
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise InvalidPatternError(f"A pattern has at most {MAX_PATTERN_LENGTH} characters.")
    translated = _Translator(pattern).translate()
    try:
        return regex.compile(translated, regex.VERSION0 | regex.ASCII)
    except (regex.error, RecursionError, OverflowError) as error:
        raise InvalidPatternError(f"The pattern is wrong: {error}.") from error


class _Translator:
    """One pattern on its way."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._place = 0
        self._pieces: list[str] = []
        self._can_repeat = False

    def translate(self) -> str:
        """Return the pattern for the package ``regex``."""
        while self._place < len(self._pattern):
            self._pieces.append(self._next())
        return "".join(self._pieces)

    def _next(self) -> str:
        character = self._pattern[self._place]
        if character in "*+?{":
            return self._quantifier()
        read = {"\\": self._escape, "[": self._class, "(": self._group}.get(character)
        self._can_repeat = character not in "(|^$"
        if read is not None:
            return read()
        self._place += 1
        if character in "]}":
            return f"\\{character}"
        return {".": f"[^{_LINE_ENDS}]", "$": r"\Z"}.get(character, character)

    def _quantifier(self) -> str:
        found = _QUANTIFIER.match(self._pattern, self._place)
        if found is None:  # a brace that counts nothing stands for itself
            self._place += 1
            self._can_repeat = True
            return "\\{"
        if not self._can_repeat:
            raise InvalidPatternError(f"{found.group()!r} repeats nothing.")
        counts = [int(count) for count in found.groups() if count]
        if any(count > MAX_REPETITION for count in counts):
            raise InvalidPatternError(f"A pattern repeats at most {MAX_REPETITION} times.")
        self._place = int(found.end())
        self._can_repeat = False
        return str(found.group())

    def _group(self) -> str:
        found = _GROUPS.match(self._pattern, self._place)
        opening = str(found.group()) if found else "("
        following = self._pattern[self._place + len(opening) :]
        if opening == "(" and following.startswith(("?", "*")):
            raise InvalidPatternError(f"Groups that begin with ({following[:2]} are not known.")
        self._place += len(opening)
        return opening

    def _escape(self) -> str:
        self._place += 1
        piece = self._escaped(in_class=False)
        self._can_repeat = piece not in {r"\b", r"\B"}
        return piece

    def _escaped(self, *, in_class: bool) -> str:
        character = self._pattern[self._place : self._place + 1]
        if not character:
            raise InvalidPatternError("A backslash stands at the end.")
        found = _CODE.match(self._pattern, self._place) or (
            None if in_class else _REFERENCE.match(self._pattern, self._place)
        )
        if found is not None:
            self._place = int(found.end())
            reference = str(found.group())
            return f"(?P={reference[2:-1]})" if reference.startswith("k") else f"\\{reference}"
        self._place += 1
        lower = character.lower()
        if lower in _CLASSES:
            return self._escaped_class(character, in_class=in_class)
        if character in _PLAIN_ESCAPES and not (in_class and character == "B"):
            return r"\x08" if in_class and character == "b" else f"\\{character}"
        if character == "0" and not self._pattern[self._place : self._place + 1].isdecimal():
            return r"\x00"
        if character.isalnum() or character == "_":
            raise InvalidPatternError(f"There is no escape \\{character} here.")
        return f"\\{character}"

    @staticmethod
    def _escaped_class(character: str, *, in_class: bool) -> str:
        members = _CLASSES[character.lower()]
        if character.islower():
            return members if in_class else f"[{members}]"
        if in_class:
            raise InvalidPatternError(f"\\{character} cannot stand within brackets here.")
        return f"[^{members}]"

    def _class(self) -> str:
        self._place += 1
        negated = self._pattern.startswith("^", self._place)
        self._place += negated
        pieces: list[str] = []
        while not self._pattern.startswith("]", self._place):
            character = self._pattern[self._place : self._place + 1]
            if not character:
                raise InvalidPatternError("A bracket is not closed.")
            self._place += 1
            if character == "\\":
                pieces.append(self._escaped(in_class=True))
            else:
                pieces.append(f"\\{character}" if character in "[&|~^" else character)
        self._place += 1
        if not pieces:  # nothing, or anything at all
            return r"[\s\S]" if negated else r"(?!)"
        return f"[{'^' if negated else ''}{''.join(pieces)}]"
