"""The suite's sentences in the languages that people choose.

Sentences are made where something is found out, in English and with names and numbers in them,
partly in a core that knows no Django. They are turned into another language where they leave the
server: a catalogue holds each sentence as the source writes it, with ``{0}`` for what is filled in.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

_FOLDER = Path(__file__).parent
_PLACE = re.compile(r"\{(\d+)(:word)?\}")
_LONGEST_SENTENCE = 4_000
# How a form names a value of a list, behind the words of its author.
_IN_ROW = re.compile(r"(.+) in row (\d+(?:, \d+)*)", re.DOTALL)
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
        words: By the English word that is filled into a place marked ``{0:word}``.
    """

    sentences: Mapping[str, str]
    words: Mapping[str, str]


@cache
def read_catalogue(language: Language) -> Catalogue:
    """Return the sentences of a language; those of English are none."""
    if language is Language.ENGLISH:
        return Catalogue({}, {})
    content = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return Catalogue(sentences=content["sentences"], words=content["words"])


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


def _turn(sentence: str, language: Language) -> str | None:
    """Return one sentence in a language, or None where the catalogue does not hold it."""
    catalogue = read_catalogue(language)
    plain = catalogue.sentences.get(sentence)
    if plain is not None:
        return plain
    for literals, english in _patterns(language):
        values = _values_between(literals, sentence)
        if values is not None:
            return _fill(catalogue.sentences[english], values, catalogue.words)
    return None


def _fill(text: str, values: tuple[str, ...], words: Mapping[str, str]) -> str:
    def value(place: re.Match[str]) -> str:
        said = values[int(place[1])]
        if place[2]:
            return words.get(said, said)
        in_row = _IN_ROW.fullmatch(said)
        return said if in_row is None else f"{in_row[1]} {words['in row']} {in_row[2]}"

    return _PLACE.sub(value, text)


@cache
def _patterns(language: Language) -> tuple[tuple[Sequence[str], str], ...]:
    """Return what to recognise sentences with places by; those that say most come first."""
    with_places = [text for text in read_catalogue(language).sentences if _PLACE.search(text)]
    with_places.sort(key=lambda text: len(_PLACE.sub("", text)), reverse=True)
    # Of three parts each: what stands before a place, its number, and its mark.
    return tuple((_PLACE.split(text)[::3], text) for text in with_places)


def _values_between(literals: Sequence[str], sentence: str) -> tuple[str, ...] | None:
    """Return what stands in the places of a sentence, or None where it is another one.

    Places take anything, so the first occurrence of what follows one is as good as any later: what
    people wrote into a sentence never makes the search for its end long.
    """
    first, *middle, last = literals
    if not sentence.startswith(first) or not sentence.endswith(last):
        return None
    start, end = len(first), len(sentence) - len(last)
    values = []
    for literal in middle:
        found = sentence.find(literal, start, end)
        if found < 0:
            return None
        values.append(sentence[start:found])
        start = found + len(literal)
    return (*values, sentence[start:end]) if start <= end else None
