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
        (
            "No path from the start leads to manualTask 'is of task'.",
            "Manuelle Aufgabe 'is of task': Kein Weg vom Anfang führt hierher.",
        ),
        (
            "The script of task 's' is no FEEL: `+` at position 1: a value is expected here.",
            "Aufgabe 's': Das Skript ist kein FEEL: `+`, Stelle 1: Erwartet wird hier ein Wert.",
        ),
        (
            "The number of instances of userTask 'it', '-1', is not a whole number from 0 to 10.",
            (
                "Benutzeraufgabe 'it', Anzahl der Durchläufe: '-1' ist nicht möglich, nötig ist "
                "eine ganze Zahl von 0 bis 10."
            ),
        ),
        (
            "serviceTask 'pay': There is no connector 'fax'.",
            "Serviceaufgabe 'pay': Einen Konnektor 'fax' gibt es nicht.",
        ),
        (
            "bpm:retry on userTask 'x': 'often' is no duration such as PT10M.",
            "Benutzeraufgabe 'x': bpm:retry: 'often' ist keine Dauer wie PT10M.",
        ),
    ],
)
def test_a_sentence_is_turned_with_what_stands_in_it(english: str, german: str) -> None:
    assert say(english, Language.GERMAN) == german


@pytest.mark.parametrize(
    "part",
    [
        ", rule , column : ",
        ": ",
        ": rules and more fit ",
        ", input : ",
        "The of a 'b ",
        "` is a: `",
    ],
)
def test_what_people_wrote_never_makes_it_slow(part: str) -> None:
    sentence = (part * 4_000)[:3_900]
    began = time.process_time()

    say(sentence, Language.GERMAN)

    assert time.process_time() - began < 1
