"""The language in which a model writes its expressions; only FEEL is evaluated.

Source: BPMN 2.0.2 §8.4.7 (Expressions): a model names its language, an expression may differ.
"""

from typing import Final

from lxml import etree

from bpm.core.bpmn.elements import EXPRESSION_LANGUAGES
from bpm.core.bpmn.xml import text_of
from bpm.core.feel import Expression, FeelSyntaxError, compile_condition, refuse

_KNOWN: Final = frozenset(language.lower() for language in EXPRESSION_LANGUAGES)


def is_known(language: str) -> bool:
    """Return whether a language is FEEL under one of its names."""
    return language.strip().lower() in _KNOWN


def foreign_language(element: etree._Element) -> str | None:
    """Return the language that the model around an element names, where that is not FEEL."""
    language = element.getroottree().getroot().get("expressionLanguage", "").strip()
    return language if language and not is_known(language) else None


def compile_formal(element: etree._Element, names: frozenset[str] = frozenset()) -> Expression:
    """Return a formal expression of BPMN compiled.

    One that is no FEEL, in a model that names another language, is refused when it is met.

    Raises:
        FeelSyntaxError: It is no FEEL, and the model names no other language.
    """
    text = text_of(element)
    try:
        return compile_condition(text, names=names)
    except FeelSyntaxError:
        language = foreign_language(element)
        if language is None:
            raise
        return refuse(text, f"it is written in {language}, but only FEEL runs.")
