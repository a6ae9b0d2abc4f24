"""JSON Schemas of typed structures, with what msgspec cannot know about them."""

import re
from inspect import cleandoc

import msgspec

from bpm.base.wire import JsonObject, JsonValue

# Members whose name ends like that of a time and that name a place in a model.
_PLACES = frozenset({"start_at"})
_REFERENCE = "#/components/schemas/{name}"
_ARGUMENT = re.compile(r"^ {4}(\w+): ((?:.|\n {5,})*)", re.MULTILINE)


def schema_of(kind: object, *, is_answer: bool) -> tuple[JsonObject, dict[str, JsonObject]]:
    """Return the schema of a type, and the schemas of all that it refers to by name.

    Args:
        kind: A structure, a frozen dataclass, or a page of one.
        is_answer: Answers carry every member; bodies may leave out those with a default.
    """
    (reference,), components = msgspec.json.schema_components(
        [kind], schema_hook=_schema_of_custom, ref_template=_REFERENCE
    )
    named = {
        _component_name(name): _refine_component(schema, is_answer=is_answer)
        for name, schema in components.items()
    }
    return _refine(reference), named


def _schema_of_custom(kind: type) -> dict[str, object]:
    if kind is object:
        return {"description": "Any JSON value; numbers are exact decimals."}
    raise TypeError(f"{kind.__name__} has no JSON Schema; say one here.")


def _component_name(name: str) -> str:
    """Return ``UserViewPage`` for msgspec's ``Page_UserView_``."""
    return re.sub(r"^Page_(\w+?)_$", r"\1Page", name)


def _refine_component(schema: JsonObject, *, is_answer: bool) -> JsonObject:
    refined = _refine(schema)
    refined.pop("title", None)
    if "enum" in refined:
        refined["type"] = "string"
    properties = refined.get("properties")
    if isinstance(properties, dict):
        _describe(refined, properties)
        if is_answer:
            refined["required"] = list[JsonValue](sorted(properties))
    return refined


def _describe(component: JsonObject, properties: JsonObject) -> None:
    """Move what a docstring says about members to the members."""
    # Markdown, in which one backtick does what two do in a docstring.
    text = cleandoc(str(component.get("description", ""))).replace("``", "`")
    summary, _, arguments = text.partition("\nArgs:\n")
    component["description"] = " ".join(summary.split())
    for name, described in _ARGUMENT.findall(arguments):
        member = properties.get(name)
        if isinstance(member, dict):
            meaning = " ".join(described.split())
            if "$ref" in member:
                properties[name] = {"allOf": [member], "description": meaning}
            else:
                member["description"] = meaning


def _refine(schema: JsonObject) -> JsonObject:
    """Say that decimals are numbers and members called ``…_at`` are times; rename references."""
    refined: JsonObject = {name: _refine_member(name, value) for name, value in schema.items()}
    if refined.get("format") == "decimal":
        return {"type": "number"}
    properties = refined.get("properties")
    if isinstance(properties, dict):
        for name, member in properties.items():
            is_time = name == "at" or (name.endswith("_at") and name not in _PLACES)
            if is_time and isinstance(member, dict):
                _mark_time(member)
    return refined


def _refine_member(name: str, value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return _refine(value)
    if isinstance(value, list | tuple):
        return [_refine_member(name, item) for item in value]
    if name == "$ref" and isinstance(value, str):
        prefix, _, referred = value.rpartition("/")
        return f"{prefix}/{_component_name(referred)}"
    return value


def _mark_time(member: JsonObject) -> None:
    if member.get("type") == "string":
        member["format"] = "date-time"
    alternatives = member.get("anyOf")
    for alternative in alternatives if isinstance(alternatives, list) else ():
        if isinstance(alternative, dict):
            _mark_time(alternative)
