"""The words of the pages, in the language of who reads them."""

from django import template

from bpm.base import languages

register = template.Library()


@register.simple_tag
def say(sentence: str) -> str:
    """Return a sentence of ours in the language of the request; the template escapes it."""
    return languages.say(sentence)


@register.simple_tag
def language() -> str:
    """Return the language of the page, for the ``lang`` of its root."""
    return languages.present_language().value
