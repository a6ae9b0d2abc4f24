"""Finds what is wrong with JSON text, and where; the fast parser only knows that it is."""

import re
from dataclasses import dataclass
from decimal import DecimalException

from bpm.core.values.kinds import EXACT_DECIMAL128

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+)"')
_WORD = re.compile(r"[A-Za-z]+")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)")


@dataclass(frozen=True, slots=True)
class JsonFault:
    """What is wrong, and the JSON Pointer of the value it is wrong in."""

    detail: str
    pointer: str


class _FaultError(Exception):
    def __init__(self, message: str, position: int, path: tuple[str, ...]) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.path = path


def escape_pointer(name: str) -> str:
    """Return a member name as one step of a JSON Pointer, without the slash before it."""
    return name.replace("~", "~0").replace("/", "~1")


def find_fault(text: str, max_depth: int) -> JsonFault | None:
    """Return the first fault, or None where there is none.

    Args:
        text: What the fast parser refused, or what needs a closer look.
        max_depth: How deep lists and objects may be nested; at most a few hundred.
    """
    scan = _Scan(text, max_depth)
    try:
        end = scan.skip_space(scan.check_value(scan.skip_space(0), ()))
        if end < len(text):
            scan.fail("Nothing may follow the value.", end, ())
    except _FaultError as fault:
        line = text.count("\n", 0, fault.position) + 1
        column = fault.position - text.rfind("\n", 0, fault.position)
        pointer = "".join(f"/{escape_pointer(step)}" for step in fault.path)
        place = f"Line {line}, column {column}" + (f", at {pointer}" if pointer else "")
        return JsonFault(f"{place}: {fault.message}", pointer)
    return None


class _Scan:
    def __init__(self, text: str, max_depth: int) -> None:
        self.text = text
        self.max_depth = max_depth

    def fail(self, message: str, position: int, path: tuple[str, ...]) -> None:
        raise _FaultError(message, position, path)

    def skip_space(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def check_value(self, position: int, path: tuple[str, ...]) -> int:
        character = self.text[position : position + 1]
        if character and character in "[{":
            if len(path) >= self.max_depth:
                self.fail(f"Nested deeper than {self.max_depth} levels.", position, path)
            if character == "[":
                return self.check_list(position, path)
            return self.check_object(position, path)
        if character == '"':
            return self.check_string(position, path)[0]
        return self.check_literal(position, path)

    def check_literal(self, position: int, path: tuple[str, ...]) -> int:
        word = _WORD.match(self.text, position)
        if word and word.group() in {"true", "false", "null"}:
            return word.end()
        if word or self.text.startswith("-Infinity", position):
            found = word.group() if word else "-Infinity"
            self.fail(f"{found[:40]} is not a JSON value.", position, path)
        match = _NUMBER.match(self.text, position)
        if match is None:
            at_end = position >= len(self.text)
            self.fail("A value is missing." if at_end else "This is no value.", position, path)
            return position
        try:
            EXACT_DECIMAL128.create_decimal(match.group())
        except DecimalException:
            message = f"The number {match.group()[:50]} does not fit into 34 digits (Decimal128)."
            self.fail(message, position, path)
        return match.end()

    def check_list(self, position: int, path: tuple[str, ...]) -> int:
        position = self.skip_space(position + 1)
        if self.text.startswith("]", position):
            return position + 1
        index = 0
        while True:
            position = self.check_value(position, (*path, str(index)))
            position = self.skip_space(position)
            if self.text.startswith("]", position):
                return position + 1
            position = self.expect(",", position, path)
            index += 1

    def check_object(self, position: int, path: tuple[str, ...]) -> int:
        position = self.skip_space(position + 1)
        if self.text.startswith("}", position):
            return position + 1
        names: set[str] = set()
        while True:
            start = position
            if not self.text.startswith('"', position):
                self.fail("A member name in quotation marks is missing.", position, path)
            position, name = self.check_string(position, path)
            if name in names:
                self.fail(f"The member {name[:80]!r} appears twice.", start, (*path, name))
            names.add(name)
            position = self.expect(":", self.skip_space(position), path)
            position = self.skip_space(self.check_value(position, (*path, name)))
            if self.text.startswith("}", position):
                return position + 1
            position = self.expect(",", position, path)

    def expect(self, character: str, position: int, path: tuple[str, ...]) -> int:
        if not self.text.startswith(character, position):
            self.fail(f"{character!r} is missing.", position, path)
        return self.skip_space(position + 1)

    def check_string(self, position: int, path: tuple[str, ...]) -> tuple[int, str]:
        match = _STRING.match(self.text, position)
        if match is None:
            self.fail("This string is not closed, or holds a control character.", position, path)
            return position, ""
        body = match.group(1)
        if "\\" not in body:
            return match.end(), body
        content = _ESCAPE.sub(_unescape, body)
        if "\x00" in content:
            self.fail("A string holds U+0000.", position, path)
        try:
            joined = content.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self.fail("A string holds half a surrogate pair.", position, path)
            return position, ""
        return match.end(), joined


_SHORT_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _unescape(match: re.Match[str]) -> str:
    if match.group(1):
        return chr(int(match.group(1), 16))
    character = match.group()[1]
    return _SHORT_ESCAPES.get(character, character)
