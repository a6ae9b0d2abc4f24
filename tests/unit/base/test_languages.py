"""Sentences are recognised by what stands between their places, whatever stands in these."""

import time

import pytest

from bpm.base.languages import Language, say


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (
            "Levels, rule 2, column 'a: b': 5 (number) is not among the outputs that are allowed.",
            "Levels, Regel 2, Spalte 'a: b': 5 (number) ist keine der erlaubten Ausgaben.",
        ),
        (
            "There is no operator 'x' here. Choose a connector.",
            "Den Operator 'x' gibt es hier nicht. Wählen Sie einen Konnektor.",
        ),
        ("The form '' is no JSON.", "Das Formular '' ist kein JSON."),
        ("Nobody wrote this: it stays.", "Nobody wrote this: it stays."),
    ],
)
def test_a_sentence_is_turned_with_what_stands_in_it(english: str, german: str) -> None:
    assert say(english, Language.GERMAN) == german


@pytest.mark.parametrize(
    "part", [", rule , column : ", ": ", ": rules and more fit ", ", input : "]
)
def test_what_people_wrote_never_makes_it_slow(part: str) -> None:
    sentence = (part * 4_000)[:3_900]
    began = time.process_time()

    say(sentence, Language.GERMAN)

    assert time.process_time() - began < 1
