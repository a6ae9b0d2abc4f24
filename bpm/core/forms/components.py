"""The components that forms may be made of, and those that are refused by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

VALUED: Final = frozenset(
    {
        *("textfield", "textarea", "number", "datetime", "checkbox"),
        *("select", "radio", "checklist", "taglist", "expression", "filepicker"),
    }
)
"""Components that hold a value under a key."""

CONTAINERS: Final = frozenset({"group", "dynamiclist"})

SHOWN: Final = frozenset({"text", "html", "image", "separator", "spacer", "table", "button"})
"""Components that only show something, or act."""

SINGLE_CHOICES: Final = frozenset({"select", "radio"})
MULTIPLE_CHOICES: Final = frozenset({"checklist", "taglist"})

REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "iframe": "Pages of others are not shown inside a form: use a text with a link.",
        "documentPreview": "Documents are not shown inside a form: use a text with a link.",
    }
)
"""Components of form-js that are not supported, and what to use instead."""

RULES_OF: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "textfield": frozenset(
            {
                *("required", "minLength", "maxLength", "pattern", "patternErrorMessage"),
                "validationType",
            }
        ),
        "textarea": frozenset({"required", "minLength", "maxLength"}),
        "number": frozenset({"required", "min", "max"}),
        "expression": frozenset(),
        "filepicker": frozenset({"required", "maxSize", "maxFiles"}),
    }
)
"""Members of ``validate`` that mean something; for the components left out, ``required`` only."""

LIMITS: Final = ("min", "max", "minLength", "maxLength")
"""Rules that are a number, or FEEL."""
