"""Reads the text of an expression piece by piece; the parser says what may come next."""

import re
from decimal import Decimal, DecimalException
from typing import NoReturn

from bpm.core.feel.errors import FeelSyntaxError
from bpm.core.feel.names import DECLARATION, IDENTIFIER, SPACE, ends_word, normalise
from bpm.core.values.kinds import EXACT_DECIMAL128

MAX_SOURCE_LENGTH = 50_000

_BLANK = re.compile(rf"(?:{SPACE}+|//[^\n\r]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_QUOTED_NAME = re.compile(r"`([^`\n\r]+)`")
_SHORT_ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": "\b",
    "f": "\f",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "/": "/",
}
_MAX_CODE_POINT = 0x10FFFF


class Scanner:
    """The text and a position in it; every method begins behind blanks and comments."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        if len(source) > MAX_SOURCE_LENGTH:
            self.fail(f"an expression has at most {MAX_SOURCE_LENGTH} characters.", 0)
        self.skip_blank()

    def fail(self, message: str, position: int | None = None) -> NoReturn:
        """Raise the syntax error of this place."""
        raise FeelSyntaxError(self.source, self.position if position is None else position, message)

    def fail_here(self, expected: str) -> NoReturn:
        """Say what is expected and what stands here instead."""
        word = IDENTIFIER.match(self.source, self.position)
        if self.is_at_end:
            found = "the expression ends"
        else:
            piece = word.group()[:40] if word else self.source[self.position]
            found = f"{piece!r} stands here"
        self.fail(f"{expected} is expected, but {found}.")

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self.position >= len(self.source)

    def move_to(self, position: int) -> None:
        """Go on at this position, behind blanks and comments."""
        self.position = position
        self.skip_blank()

    def skip_blank(self) -> None:
        """Pass over white space and comments."""
        match = _BLANK.match(self.source, self.position)
        if match is not None:
            self.position = match.end()

    def sees(self, symbol: str) -> bool:
        """Return whether this symbol comes next."""
        return self.source.startswith(symbol, self.position)

    def accept(self, symbol: str) -> bool:
        """Take this symbol if it comes next."""
        if self.source.startswith(symbol, self.position):
            self.move_to(self.position + len(symbol))
            return True
        return False

    def expect(self, symbol: str) -> None:
        """Take this symbol, or fail."""
        if not self.accept(symbol):
            self.fail_here(repr(symbol))

    def sees_word(self, word: str) -> bool:
        """Return whether this whole word comes next."""
        end = self.position + len(word)
        return self.source.startswith(word, self.position) and ends_word(self.source, end)

    def accept_word(self, word: str) -> bool:
        """Take this whole word if it comes next."""
        if self.sees_word(word):
            self.move_to(self.position + len(word))
            return True
        return False

    def expect_word(self, word: str) -> None:
        """Take this whole word, or fail."""
        if not self.accept_word(word):
            self.fail_here(repr(word))

    def accept_number(self) -> Decimal | None:
        """Take a number if one comes next."""
        match = _NUMBER.match(self.source, self.position)
        if match is None:
            return None
        if not ends_word(self.source, match.end()):
            self.fail("a name does not begin with a digit.")
        try:
            number = EXACT_DECIMAL128.create_decimal(match.group())
        except DecimalException:
            self.fail("this number does not fit into 34 digits (Decimal128).")
        self.move_to(match.end())
        return number

    def accept_string(self) -> str | None:
        """Take a string in quotation marks if one comes next, its escapes replaced."""
        if not self.sees('"'):
            return None
        match = _STRING.match(self.source, self.position)
        if match is None:
            self.fail("this string is not closed.")
        content = match.group(1)
        if "\\" in content:
            content = _ESCAPE.sub(self._unescape, content)
        try:
            content = content.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self.fail("this string holds half a surrogate pair.")
        if "\x00" in content:
            self.fail("a string cannot hold U+0000.")
        self.move_to(match.end())
        return content

    def _unescape(self, match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        if code is not None:
            if int(code, 16) > _MAX_CODE_POINT:
                self.fail(f"there is no character {match.group()}.")
            return chr(int(code, 16))
        # An unknown escape stays as it is written: regular expressions are full of them.
        return _SHORT_ESCAPES.get(match.group(3), match.group())

    def accept_quoted_name(self) -> str | None:
        """Take a name in backticks if one comes next; it may hold any character."""
        match = _QUOTED_NAME.match(self.source, self.position)
        if match is None:
            return None
        self.move_to(match.end())
        return match.group(1)

    def accept_identifier(self) -> str | None:
        """Take a plain name, without spaces and operators, if one comes next."""
        match = IDENTIFIER.match(self.source, self.position)
        if match is None:
            return None
        self.move_to(match.end())
        return match.group()

    def accept_declaration(self, delimiter: str) -> str | None:
        """Take a new name of any number of words, if one stands before this delimiter."""
        match = DECLARATION.match(self.source, self.position)
        if match is None:
            return None
        start = self.position
        self.move_to(match.end())
        if not self.sees(delimiter):
            self.position = start
            return None
        return normalise(match.group())
