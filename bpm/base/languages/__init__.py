"""The suite's sentences in the languages that people choose.

Sentences are made where something is found out, in English and with names and numbers in them,
partly in a core that knows no Django. They are turned into another language where they leave the
server: a catalogue holds each sentence as the source writes it, with ``{0}`` for what is filled in.
"""

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

_FOLDER = Path(__file__).parent
_PLACE = re.compile(r"\{(\d+)(:word|:element|:said)?\}")
_LONGEST_SENTENCE = 4_000
_DEEPEST = 6
"""How many sentences may stand in one another; what people wrote never makes it more."""
# How a form names a value of a list, behind the words of its author.
_IN_ROW = re.compile(r"(.+) in row (\d+(?:, \d+)*)", re.DOTALL)
# The name of an element and, as Python writes a text, its id.
_ELEMENT = re.compile(
    r"(?P<kind>The process|[A-Za-z]+)"
    r"""(?P<id> (?:'(?:[^'\\]|\\.){0,400}'|"(?:[^"\\]|\\.){0,400}"))?"""
)
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


class Language(StrEnum):
    """A language of pages and mails."""

    ENGLISH = "en"
    GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language.

    Args:
        sentences: By the English sentence; places are ``{0}``, ``{1}`` … in both.
        phrases: What stands inside of sentences, in a place marked ``{0:said}``; with places too.
        elements: By the name of an element in BPMN. In a place marked ``{0:element}`` stands
            nothing but an element, with its id or without, as in ``userTask 'approve'``.
        words: By the English word that is filled into a place marked ``{0:word}``.
    """

    sentences: Mapping[str, str]
    phrases: Mapping[str, str]
    elements: Mapping[str, str]
    words: Mapping[str, str]


@cache
def read_catalogue(language: Language) -> Catalogue:
    """Return the sentences of a language; those of English are none."""
    if language is Language.ENGLISH:
        return Catalogue({}, {}, {}, {})
    return Catalogue(**json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8")))


def present_language() -> Language:
    """Return the language of the request that is being answered; English without one."""
    active = (get_language() or "").partition("-")[0]
    return Language(active) if active in set(Language) else Language.ENGLISH


def say(sentence: str, language: Language | None = None) -> str:
    """Return a sentence of ours in a language, the request's where none is named.

    Several sentences one behind the other are turned one by one. What the catalogue does not know,
    such as what people wrote, stays as it is.
    """
    language = present_language() if language is None else language
    if language is Language.ENGLISH or not sentence or len(sentence) > _LONGEST_SENTENCE:
        return sentence
    parts = _END_OF_SENTENCE.split(sentence)
    turned = [_turn(part, language) for part in parts]
    # What stands in a place may hold an end of a sentence, and a catalogue's text two sentences.
    whole = _turn(sentence, language) if None in turned else None
    if whole is not None:
        return whole
    return " ".join(new or old for new, old in zip(turned, parts, strict=True))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a text with places is recognised by.

    Args:
        english: The text.
        literals: What stands around its places.
        elements: The numbers of the places in which an element stands.
    """

    english: str
    literals: Sequence[str]
    elements: Set[int]

    @property
    def is_anchored(self) -> bool:
        """Whether it begins with something that is not anything."""
        return bool(self.literals[0]) or 0 in self.elements

    @property
    def length(self) -> int:
        """How much it says."""
        return sum(map(len, self.literals))


def _turn(sentence: str, language: Language, depth: int = 0) -> str | None:
    """Return one sentence in a language, or None where the catalogue does not hold it."""
    catalogue = read_catalogue(language)
    found = _find(sentence, catalogue.sentences, _patterns(language, "sentences"), catalogue)
    if found is None:
        return None
    text, values = found
    filled = _fill(text, values, language, depth)
    # Elements and phrases are written as they stand in the middle of a sentence.
    first = _PLACE.match(text)
    is_inner = first is not None and first[2] in (":element", ":said")
    is_ours = filled.partition(" ")[0] != sentence.partition(" ")[0]
    return filled[:1].upper() + filled[1:] if is_inner and is_ours else filled


def _turn_part(part: str, language: Language, depth: int) -> str:
    """Return what stands inside of a sentence in a language; as it is where nothing is known."""
    catalogue = read_catalogue(language)
    if depth > _DEEPEST:
        return part
    turned = _turn(part, language, depth)
    if turned is not None:
        return turned
    found = _find(part, catalogue.phrases, _patterns(language, "phrases"), catalogue)
    if found is not None:
        return _fill(*found, language, depth)
    if _find_element(part, 0, len(part), catalogue.elements) == len(part):
        return _name_element(part, catalogue.elements)
    # Some sentences stand behind a colon, with a small letter.
    turned = _turn(part[:1].upper() + part[1:], language, depth)
    return turned or catalogue.words.get(part, part)


def _find(
    sentence: str, texts: Mapping[str, str], patterns: Sequence[_Pattern], catalogue: Catalogue
) -> tuple[str, Sequence[str]] | None:
    """Return the translation of a text, and what stands in its places."""
    plain = texts.get(sentence)
    if plain is not None:
        return plain, ()
    for pattern in patterns:
        values = _values_between(pattern, sentence, catalogue.elements)
        if values is not None:
            return texts[pattern.english], values
    return None


def _fill(text: str, values: Sequence[str], language: Language, depth: int) -> str:
    catalogue = read_catalogue(language)

    def value(place: re.Match[str]) -> str:
        said = values[int(place[1])]
        match place[2]:
            case ":word":
                return catalogue.words.get(said, said)
            case ":element":
                return _name_element(said, catalogue.elements)
            case ":said":
                return _turn_part(said, language, depth + 1)
        in_row = _IN_ROW.fullmatch(said)
        return said if in_row is None else f"{in_row[1]} {catalogue.words['in row']} {in_row[2]}"

    return _PLACE.sub(value, text) if values else text


def _find_element(sentence: str, start: int, end: int, elements: Mapping[str, str]) -> int:
    """Return where the element that stands at a place ends; -1 where there stands none."""
    found = _ELEMENT.match(sentence, start, end)
    is_one = found is not None and (found["id"] or found["kind"] in elements)
    return found.end() if found is not None and is_one else -1


def _name_element(said: str, elements: Mapping[str, str]) -> str:
    kind, blank, id_ = said.partition(" ")
    return elements.get(said) or f"{elements.get(kind, kind)}{blank}{id_}"


@cache
def _patterns(language: Language, section: str) -> tuple[_Pattern, ...]:
    """Return what to recognise texts with places by.

    Those come last that begin with a place for anything, of the others those first that say most.
    """
    texts: Mapping[str, str] = getattr(read_catalogue(language), section)
    patterns = [
        _Pattern(
            english=text,
            # Of three parts each: what stands before a place, its number, and its mark.
            literals=_PLACE.split(text)[::3],
            elements={int(n) for n, mark in _PLACE.findall(texts[text]) if mark == ":element"},
        )
        for text in texts
        if _PLACE.search(text)
    ]
    patterns.sort(key=lambda found: (found.is_anchored, found.length), reverse=True)
    return tuple(patterns)


def _values_between(
    pattern: _Pattern, sentence: str, elements: Mapping[str, str]
) -> tuple[str, ...] | None:
    """Return what stands in the places of a sentence, or None where it is another one.

    Places take anything, so the first occurrence of what follows one is as good as any later, but
    for where an element has to follow: what people wrote into a sentence never makes the search
    for its end long.
    """
    first, *middle, last = pattern.literals
    if not sentence.startswith(first) or not sentence.endswith(last):
        return None
    start, end = len(first), len(sentence) - len(last)
    values = []
    for number, literal in enumerate(middle):
        found = _find_end(pattern, number, sentence[:end], start, elements)
        if found < 0:
            return None
        values.append(sentence[start:found])
        start = found + len(literal)
    is_element = len(middle) in pattern.elements
    if start > end or (is_element and _find_element(sentence, start, end, elements) != end):
        return None
    return (*values, sentence[start:end])


def _find_end(
    pattern: _Pattern, number: int, sentence: str, start: int, elements: Mapping[str, str]
) -> int:
    """Return where a place ends that is not the last one, or -1 where it is another sentence."""
    literal = pattern.literals[number + 1]
    if number in pattern.elements:
        found = _find_element(sentence, start, len(sentence), elements)
        return found if found >= 0 and sentence.startswith(literal, found) else -1
    found = sentence.find(literal, start)
    if number + 1 in pattern.elements:
        while found >= 0 and (
            _find_element(sentence, found + len(literal), len(sentence), elements) < 0
        ):
            found = sentence.find(literal, found + 1)
    return found
