"""Names: which characters they have, and which declared name is the longest at a place.

A FEEL name may hold spaces, operators and keywords (``date and time``, ``price - tax``), so where
one ends depends on the names that are declared there.
"""

import re
from collections.abc import Iterable

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u167F\u1681-\u180D"
    r"\u180F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE"
    r"\uFF00-\uFFFD\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
SPACE = r"[\t\n\v\f\r \u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]"

IDENTIFIER = re.compile(f"[{_START}][{_PART}]*")
NAME_TOKEN = re.compile(f"[{_PART}]+|[./'+*-]")
_PART_CHARACTER = re.compile(f"[{_PART}]")
_SPACES = re.compile(f"{SPACE}+")
# A name that is about to be declared: it ends where its delimiter begins.
DECLARATION = re.compile(f"[{_START}][{_PART}]*(?:{SPACE}*(?:[{_PART}]+|[./'+*-]))*")

RESERVED = frozenset(
    [
        "and",
        "or",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "function",
        "true",
        "false",
        "null",
    ]
)


def normalise(name: str) -> str:
    """Return the name with single spaces."""
    return _SPACES.sub(" ", name).strip()


def ends_word(text: str, position: int) -> bool:
    """Return whether a word may end here: the next character does not continue it."""
    return _PART_CHARACTER.match(text, position) is None


class CompoundNames:
    """Declared names of more than one token, by their first one; plain names need no entry."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Declare a name; one without spaces and operators changes nothing."""
        tokens = tuple(NAME_TOKEN.findall(name))
        if len(tokens) > 1:
            self._by_first.setdefault(tokens[0], {}).setdefault(tokens, name)

    def copy(self) -> "CompoundNames":
        """Return the same names, to which others may be added."""
        made = CompoundNames()
        made._by_first = {first: {**names} for first, names in self._by_first.items()}
        return made

    def match(self, text: str, position: int) -> tuple[str, int] | None:
        """Return the longest declared name that begins here and where it ends, or None."""
        first = NAME_TOKEN.match(text, position)
        if first is None:
            return None
        best: tuple[str, int] | None = None
        for tokens, name in self._by_first.get(first.group(), {}).items():
            end = _match_tokens(text, position, tokens)
            if end is not None and (best is None or end > best[1]):
                best = (name, end)
        return best


def _match_tokens(text: str, position: int, tokens: tuple[str, ...]) -> int | None:
    for token in tokens:
        spaces = _SPACES.match(text, position)
        position = spaces.end() if spaces else position
        found = NAME_TOKEN.match(text, position)
        if found is None or found.group() != token:
            return None
        position = found.end()
    return position
