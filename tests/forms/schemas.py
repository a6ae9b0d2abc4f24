"""Small forms for tests of what is around them."""

import json


def schema(key: str, *components: dict[str, object], **root: object) -> str:
    """Return a form as text."""
    content = {"type": "default", "id": key, "components": list(components), **root}
    return json.dumps(content)


def field(type_: str, key: str, **more: object) -> dict[str, object]:
    """Return a component with a value, labelled by its key."""
    return {"type": type_, "key": key, "label": key.capitalize(), **more}


def outcome(value: str) -> dict[str, object]:
    """Return a button that means an outcome."""
    properties: dict[str, object] = {"outcome": value}
    return {
        "type": "button",
        "action": "submit",
        "label": value.capitalize(),
        "properties": properties,
    }
