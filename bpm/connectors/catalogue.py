"""The templates of all connectors, and what they say about a model's parameters."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from bpm.connectors.contracts import ConnectorTemplate, PropertyType, TemplateProperty
from bpm.connectors.python import registry
from bpm.core.errors import Problem

_FOLDER = Path(__file__).parent


def templates() -> Mapping[str, ConnectorTemplate]:
    """Return every template by its id, registered functions included."""
    shipped = {t.id: t for t in _read_templates().values() if t.connector != registry.CONNECTOR}
    functions = registry.make_templates(_read_templates()[registry.CONNECTOR])
    return shipped | {template.id: template for template in functions}


def shipped_templates() -> list[ConnectorTemplate]:
    """Return the template of each folder, in the order of their names."""
    return list(_read_templates().values())


@cache
def _read_templates() -> Mapping[str, ConnectorTemplate]:
    """Return the template of each folder; they do not change while the suite runs."""
    return {
        path.parent.name: msgspec.json.decode(path.read_bytes(), type=ConnectorTemplate)
        for path in sorted(_FOLDER.glob("*/template.json"))
    }


def find_template(connector: str, operation: str | None) -> ConnectorTemplate | None:
    """Return the template of a call, or None where there is no such connector or operation."""
    return next(
        (t for t in templates().values() if (t.connector, t.operation) == (connector, operation)),
        None,
    )


def check_parameters(
    connector: str, operation: str | None, parameters: Mapping[str, str]
) -> list[Problem]:
    """Return what is wrong with the parameters of an element, all of it; empty for nothing.

    Args:
        connector: Name of a folder, as written in the model.
        operation: Which of the connector's operations; None where it has but one.
        parameters: As written in the model: text, or FEEL after ``=``.
    """
    template = find_template(connector, operation)
    if template is None:
        return [_unknown_template(connector, operation)]
    problems = [
        _unknown_parameter(template, n) for n in parameters if not template.find_property(n)
    ]
    for prop in template.properties:
        problem = _check_property(prop, parameters, template)
        if problem is not None:
            problems.append(problem)
    return problems


def _unknown_template(connector: str, operation: str | None) -> Problem:
    known = _read_templates().get(connector)
    if known is None:
        return Problem(
            code="unknown_connector",
            detail=f"There is no connector {connector!r}.",
            remedy=f"Use one of {', '.join(sorted(_read_templates()))}.",
        )
    names = sorted(
        t.operation for t in templates().values() if t.connector == connector and t.operation
    )
    if operation is None:
        return Problem(
            code="operation_missing",
            detail=f"The connector {connector!r} needs an operation.",
            remedy=f"Use one of {', '.join(names)}." if names else "Register a function first.",
        )
    return Problem(
        code="unknown_operation",
        detail=f"The connector {connector!r} has no operation {operation!r}.",
        remedy=f"Use one of {', '.join(names)}." if names else "Remove the operation.",
    )


def _unknown_parameter(template: ConnectorTemplate, name: str) -> Problem:
    names = ", ".join(prop.name for prop in template.properties)
    return Problem(
        code="unknown_parameter",
        detail=f"{template.name!r} has no parameter {name!r}.",
        remedy=f"Use one of {names}." if names else "Remove the parameter.",
    )


def _check_property(
    prop: TemplateProperty, parameters: Mapping[str, str], template: ConnectorTemplate
) -> Problem | None:
    text = parameters.get(prop.name, "")
    if not text.strip():
        missing = prop.required and prop.default is None and _may_count(prop, parameters, template)
        return _missing(prop, template) if missing else None
    if not _may_count(prop, parameters, template) and prop.condition:
        return Problem(
            code="parameter_without_effect",
            detail=f"The parameter {prop.name!r} has no effect with this "
            f"{prop.condition.property!r}.",
            remedy=f"Remove it, or use one of {', '.join(prop.condition.one_of)}.",
        )
    return _check_text(prop, text)


def _missing(prop: TemplateProperty, template: ConnectorTemplate) -> Problem:
    return Problem(
        code="parameter_missing",
        detail=f"{template.name!r} needs the parameter {prop.name!r}.",
        remedy=f"Set {prop.label!r}.",
    )


def _may_count(
    prop: TemplateProperty, parameters: Mapping[str, str], template: ConnectorTemplate
) -> bool:
    """Return whether a property counts, as far as that is known before FEEL is evaluated."""
    if prop.condition is None:
        return True
    other = template.find_property(prop.condition.property)
    default = None if other is None else other.default
    text = parameters.get(prop.condition.property) or default or ""
    return text.startswith("=") or text in prop.condition.one_of


def _check_text(prop: TemplateProperty, text: str) -> Problem | None:
    is_feel = text.startswith("=") and prop.feel != "none"
    if prop.feel == "required" and not is_feel:
        return Problem(
            code="feel_needed",
            detail=f"The parameter {prop.name!r} is a {prop.type.value}, which plain text is not.",
            remedy="Write FEEL after an equals sign, such as ={a: 1} or =[1, 2].",
        )
    values = [choice.value for choice in prop.choices]
    if prop.type is PropertyType.CHOICE and not is_feel and text not in values:
        return Problem(
            code="unknown_choice",
            detail=f"The parameter {prop.name!r} cannot be {text[:40]!r}.",
            remedy=f"Use one of {', '.join(values)}.",
        )
    return None
