"""Expressions in ``${…}``, as Camunda 7 and its kin write them, rewritten in FEEL.

Only what has one meaning in both languages is taken over; all else is refused by name. Strings,
numbers, paths, comparisons, ``&& || !``, ``empty``, ``?:``, arithmetic and the methods below.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bpm.core.feel.errors import FeelSyntaxError
from bpm.core.feel.names import RESERVED

OPENING: Final = "${"

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:().,\[\]]))"
)
_WORDS: Final = MappingProxyType(
    {
        "and": "&&",
        "or": "||",
        "not": "!",
        "eq": "==",
        "ne": "!=",
        "div": "/",
        "mod": "%",
        "lt": "<",
        "le": "<=",
        "gt": ">",
        "ge": ">=",
    }
)
_CONSTANTS: Final = frozenset({"true", "false", "null"})
_LEVELS: Final = (
    ("||",),
    ("&&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
_IN_FEEL: Final = MappingProxyType({"||": "or", "&&": "and", "==": "="})
_MOST_NESTED: Final = 50

_Method = Callable[[str, list[str]], str]


def _contains(subject: str, arguments: list[str]) -> str:
    (wanted,) = arguments
    return (
        f"(if {subject} instance of string then contains({subject}, {wanted})"
        f" else list contains({subject}, {wanted}))"
    )


def _length(subject: str, arguments: list[str]) -> str:
    () = arguments
    return f"(if {subject} instance of string then string length({subject}) else count({subject}))"


def _empty(subject: str, arguments: list[str]) -> str:
    () = arguments
    return (
        f'(if {subject} = null then true else if {subject} instance of string then {subject} = ""'
        f" else if {subject} instance of context then {subject} = {{}} else count({subject}) = 0)"
    )


def _call(function: str) -> _Method:
    return lambda subject, arguments: f"{function}({', '.join([subject, *arguments])})"


_METHODS: Final[Mapping[str, _Method]] = MappingProxyType(
    {
        "contains": _contains,
        "size": _length,
        "length": _length,
        "isEmpty": _empty,
        "startsWith": _call("starts with"),
        "endsWith": _call("ends with"),
        "toUpperCase": _call("upper case"),
        "toLowerCase": _call("lower case"),
        "toString": _call("string"),
        "equals": lambda subject, arguments: f"({subject} = {arguments[0]})",
        "equalsIgnoreCase": lambda subject, arguments: (
            f"(lower case({subject}) = lower case({arguments[0]}))"
        ),
    }
)
_ARGUMENTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("contains", "startsWith", "endsWith", "equals", "equalsIgnoreCase"), 1),
        **dict.fromkeys(("size", "length", "isEmpty", "toUpperCase", "toLowerCase", "toString"), 0),
    }
)


def is_juel(text: str) -> bool:
    """Return whether a text is one expression in ``${…}`` or holds any."""
    return OPENING in text


def translate_expression(text: str) -> str:
    """Return the FEEL for a text that is one expression in ``${…}``.

    Raises:
        FeelSyntaxError: It is more than that, or says what FEEL cannot.
    """
    parts = _split(text)
    if len(parts) != 1:
        raise FeelSyntaxError(text, 0, "one expression in ${…} is expected, and nothing around it.")
    return parts[0]


def translate_text(text: str) -> str:
    """Return the FEEL for a text with expressions in ``${…}`` in it.

    Raises:
        FeelSyntaxError: One of them says what FEEL cannot.
    """
    parts = _split(text)
    if len(parts) == 1:
        return parts[0]
    return " + ".join(part if part.startswith('"') else f"string({part})" for part in parts)


def _split(text: str) -> list[str]:
    """Return the FEEL of each expression, and a constant for each text between them."""
    parts: list[str] = []
    place = 0
    while (begin := text.find(OPENING, place)) >= 0:
        if begin > place:
            parts.append(_quote(text[place:begin]))
        reader = _Reader(text, begin + len(OPENING))
        parts.append(reader.read())
        place = reader.end
    if place < len(text):
        parts.append(_quote(text[place:]))
    return parts


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


class _Reader:
    """Reads one expression by recursive descent.

    Args:
        text: The whole text.
        place: Behind the opening ``${``.
    """

    def __init__(self, text: str, place: int) -> None:
        self._text = text
        self._place = place
        self._depth = 0
        self.end = place
        self._kind, self._sign = "", ""
        self._step()

    def read(self) -> str:
        """Return the FEEL; ``end`` is behind the closing brace then."""
        found = self._choice()
        if self._sign != "}":
            self._refuse(f"{self._sign!r} does not fit here.")
        return found

    def _refuse(self, message: str) -> None:
        raise FeelSyntaxError(self._text, min(self._place, len(self._text) - 1), message)

    def _step(self) -> None:
        rest = self._text[self._place :]
        if rest.lstrip().startswith("}"):
            self.end = self._place + rest.index("}") + 1
            self._kind, self._sign = "sign", "}"
            return
        match = _TOKEN.match(self._text, self._place)
        if match is None:
            self._refuse("this cannot be read as ${…}; write FEEL.")
            return
        self._place = match.end()
        self._kind = str(match.lastgroup)
        self._sign = match.group(self._kind)
        if self._kind == "name" and self._sign in _WORDS:
            self._kind, self._sign = "sign", _WORDS[self._sign]

    def _take(self, sign: str) -> None:
        if self._kind != "sign" or self._sign != sign:
            self._refuse(f"{sign!r} is expected, but {self._sign!r} stands here.")
        self._step()

    def _is(self, *signs: str) -> bool:
        return self._kind == "sign" and self._sign in signs

    def _choice(self) -> str:
        self._depth += 1
        if self._depth > _MOST_NESTED:
            self._refuse("it is nested too deeply.")
        condition = self._level(0)
        if self._is("?"):
            self._step()
            chosen = self._choice()
            self._take(":")
            condition = f"(if {condition} then {chosen} else {self._choice()})"
        self._depth -= 1
        return condition

    def _level(self, number: int) -> str:
        if number == len(_LEVELS):
            return self._unary()
        left = self._level(number + 1)
        while self._is(*_LEVELS[number]):
            sign = self._sign
            self._step()
            right = self._level(number + 1)
            left = (
                f"modulo({left}, {right})"
                if sign == "%"
                else f"({left} {_IN_FEEL.get(sign, sign)} {right})"
            )
        return left

    def _unary(self) -> str:
        if self._is("!"):
            self._step()
            return f"not({self._unary()})"
        if self._is("-"):
            self._step()
            return f"(-{self._unary()})"
        if self._kind == "name" and self._sign == "empty":
            self._step()
            return _empty(self._unary(), [])
        return self._path()

    def _path(self) -> str:
        found = self._primary()
        while self._is("."):
            self._step()
            name = self._read_name()
            found = self._method(found, name) if self._is("(") else f"{found}.{name}"
        if self._is("[", "("):
            self._refuse("indexes and functions in ${…} are not supported; write FEEL.")
        return found

    def _method(self, subject: str, name: str) -> str:
        arguments = self._arguments()
        if _ARGUMENTS.get(name) != len(arguments):
            self._refuse(f"the method {name!r} is not supported in ${{…}}; write FEEL.")
        return _METHODS[name](subject, arguments)

    def _arguments(self) -> list[str]:
        self._take("(")
        found: list[str] = []
        while not self._is(")"):
            found.append(self._choice())
            if not self._is(")"):
                self._take(",")
        self._step()
        return found

    def _read_name(self) -> str:
        name = self._sign
        if self._kind != "name" or name in RESERVED or name in _CONSTANTS:
            self._refuse(f"{name!r} is no name that FEEL can read.")
        self._step()
        return name

    def _primary(self) -> str:
        kind, token = self._kind, self._sign
        if self._is("("):
            self._step()
            found = f"({self._choice()})"
            self._take(")")
            return found
        if kind == "number" or token in _CONSTANTS:
            self._step()
            return token
        if kind == "text":
            self._step()
            return _quote(re.sub(r"\\(.)", r"\1", token[1:-1]))
        return self._read_name()
