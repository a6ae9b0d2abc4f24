"""The reference of connectors, made from their templates."""

from bpm.connectors.catalogue import shipped_templates
from bpm.connectors.contracts import ConnectorTemplate, TemplateProperty

_HEAD = """# Connectors

<!-- Written by `make schema` from the templates in `bpm/connectors`; do not edit. -->

A service or send task names a connector in `bpm:service` and gives it `bpm:parameter` children.
The call is a job: it is made after the step is stored, at least once, with the same idempotency
key at each attempt. A failed attempt is followed by the next as `bpm:retry` says; where trying
again cannot help, and when the attempts run out, there is an incident. `bpm:errorMapping` may
turn a failure into a BPMN error: its `when` reads `error.code`, `error.message`, `error.status`
and `error.body`. The same templates draw the modeler's panel and check a deployment.

How to write one: [Add a connector](../how-to/add-a-connector.md).
"""


def write_reference() -> str:
    """Return the text of the reference."""
    return _HEAD + "".join(_describe(template) for template in shipped_templates())


def _describe(template: ConnectorTemplate) -> str:
    users = ", ".join(f"`{kind.removeprefix('bpmn:')}`" for kind in template.applies_to)
    return (
        f"\n## `{template.id}`: {template.name}\n\n{template.description} On {users}.\n\n"
        f"{_describe_parameters(template)}"
        f"**Result.** {template.result}\n\n"
        f"More: `bpm/connectors/{template.id}/README.md`.\n"
    )


def _describe_parameters(template: ConnectorTemplate) -> str:
    if not template.properties:
        return "Operations and their parameters are those of the registered functions.\n\n"
    rows = "".join(_describe_parameter(prop) for prop in template.properties)
    return f"| parameter | holds | default | meaning |\n|---|---|---|---|\n{rows}\n"


def _describe_parameter(prop: TemplateProperty) -> str:
    holds = prop.type.value
    if prop.choices:
        holds = " ".join(f"`{choice.value}`" for choice in prop.choices)
    if prop.feel == "required":
        holds += ", as FEEL"
    default = "required" if prop.required else f"`{prop.default}`" if prop.default else "none"
    meaning = prop.description
    if prop.condition is not None:
        values = ", ".join(f"`{value}`" for value in prop.condition.one_of)
        meaning += f" Only where `{prop.condition.property}` is {values}."
    return f"| `{prop.name}` | {holds} | {default} | {meaning} |\n"
