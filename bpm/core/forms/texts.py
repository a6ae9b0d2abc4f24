"""What a form says: labels, keys, texts, options and conditions of its components."""

from collections.abc import Iterator
from typing import Final

from bpm.core.forms.reading import MAX_BYTES
from bpm.core.texts import ElementText, TextRole, tidy
from bpm.core.values import JsonObject, JsonValue, MalformedJsonError, parse_json

_ROLES: Final = {
    "label": TextRole.LABEL,
    "dateLabel": TextRole.LABEL,
    "timeLabel": TextRole.LABEL,
    "key": TextRole.KEY,
    "path": TextRole.KEY,
    "text": TextRole.DOCUMENTATION,
    "content": TextRole.DOCUMENTATION,
    "description": TextRole.DOCUMENTATION,
    "expression": TextRole.EXPRESSION,
    "valuesExpression": TextRole.EXPRESSION,
    "valuesKey": TextRole.KEY,
}


def read_texts(content: bytes) -> tuple[ElementText, ...]:
    """Return every text by which somebody may look for a form; what is no form has none."""
    if len(content) > MAX_BYTES:
        return ()
    try:
        schema = parse_json(content)
    except MalformedJsonError:
        return ()
    if not isinstance(schema, dict):
        return ()
    return tuple(_texts_of_components(schema))


def _texts_of_components(parent: JsonObject) -> Iterator[ElementText]:
    # How deep they nest is limited by the reader of the text.
    components = parent.get("components")
    for component in components if isinstance(components, list) else ():
        if isinstance(component, dict):
            yield from _texts_of_component(component)
            yield from _texts_of_components(component)


def _texts_of_component(component: JsonObject) -> Iterator[ElementText]:
    id_ = _text(component.get("id"))
    name = _text(component.get("label")) or _text(component.get("key"))
    for role, text in _said(component):
        if text:
            yield ElementText(element_id=id_, element_name=name, role=role, text=text)


def _said(component: JsonObject) -> Iterator[tuple[TextRole, str]]:
    yield TextRole.ID, _text(component.get("id"))
    for member, role in _ROLES.items():
        yield role, _text(component.get(member))
    conditional = component.get("conditional")
    if isinstance(conditional, dict):
        yield TextRole.EXPRESSION, _text(conditional.get("hide"))
    values = component.get("values")
    for option in values if isinstance(values, list) else ():
        if isinstance(option, dict):
            both = (_text(option.get("label")), _text(option.get("value")))
            yield TextRole.OPTION, " ".join(dict.fromkeys(text for text in both if text))


def _text(value: JsonValue) -> str:
    return tidy(value) if isinstance(value, str) else ""
