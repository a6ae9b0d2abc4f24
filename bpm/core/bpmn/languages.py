"""The language in which a model writes its expressions; only FEEL is evaluated.

Source: BPMN 2.0.2 §8.4.7 (Expressions): a model names its language, an expression may differ.
"""

from typing import Final

from lxml import etree

from bpm.core.bpmn.elements import EXPRESSION_LANGUAGES
from bpm.core.bpmn.xml import text_of
from bpm.core.feel import Expression, FeelSyntaxError, compile_condition, refuse
from bpm.core.feel.juel import OPENING

_KNOWN: Final = frozenset(language.lower() for language in EXPRESSION_LANGUAGES)


def is_known(language: str) -> bool:
    """Return whether a language is FEEL under one of its names."""
    return language.strip().lower() in _KNOWN


def foreign_language(element: etree._Element) -> str | None:
    """Return the language that an expression names, or the model around it, where not FEEL.

    What the expression names itself counts before what the model names.
    """
    of_model = element.getroottree().getroot().get("expressionLanguage", "")
    language = (element.get("language", "").strip() or of_model).strip()
    return language if language and not is_known(language) else None


def is_other_language(element: etree._Element) -> bool:
    """Return whether an expression itself names another language, and is in none that runs.

    What the model names for all of them is left open: tools write it without being asked.
    """
    is_named = bool(element.get("language", "").strip()) and foreign_language(element) is not None
    return is_named and not text_of(element).startswith(OPENING)


def compile_formal(element: etree._Element, names: frozenset[str] = frozenset()) -> Expression:
    """Return a formal expression of BPMN compiled.

    One in another language is refused when it is met.

    Raises:
        FeelSyntaxError: It is no FEEL, and neither it nor the model names another language.
    """
    text = text_of(element)
    try:
        if not is_other_language(element):
            return compile_condition(text, names=names)
    except FeelSyntaxError:
        if foreign_language(element) is None:
            raise
    return refuse(text, f"it is written in {foreign_language(element)}, but only FEEL runs.")
