"""How endpoints are described: typed bodies and views become the OpenAPI document."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from inspect import cleandoc
from typing import TypeVar

import msgspec
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from typing_extensions import override

from bpm.api.errors import ProblemDetails
from bpm.api.schemas import schema_of
from bpm.base.wire import JsonObject

_Handler = TypeVar("_Handler", bound=Callable[..., object])
_REFUSALS = {
    400: "The request cannot be read.",
    401: "Nobody is logged in, or the token is not good.",
    403: "You may see it, not do this; the permission is named.",
    404: "It does not exist, or is not yours to see.",
    409: "Somebody was faster, or its state does not allow it.",
    412: "It changed since it was read.",
    413: "The request is too large.",
    415: "The body is of a type that is not read here.",
    422: "Understood and refused; each fault is listed.",
    423: "It is suspended.",
    429: "Too many attempts.",
    503: "The database is busy or away.",
}
_READING = (401, 403, 404, 422, 503)
_WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A query parameter or a header.

    Args:
        name: As sent.
        description: What it is for.
        schema: JSON Schema of its value; a text where it is left out.
        place: ``query`` or ``header``.
    """

    name: str
    description: str
    schema: JsonObject = field(default_factory=lambda: {"type": "string"})
    place: str = "query"
    is_required: bool = False


FLAG_SCHEMA: JsonObject = {"type": "boolean", "default": False}
IDEMPOTENCY_KEY = Parameter(
    name="Idempotency-Key",
    place="header",
    description="Repeat a request with the same key and it is done once; kept for 24 hours.",
)
IF_MATCH = Parameter(
    name="If-Match",
    place="header",
    description="The ETag that was read; refused with 412 where it changed since.",
)
LIMIT = Parameter(
    name="limit",
    description="Items on a page.",
    schema={"type": "integer", "description": "From 1 to 500; 50 where it is left out."},
)
INCLUDE_TOTAL = Parameter(name="include_total", description="Whether to count.", schema=FLAG_SCHEMA)
PAGE_PARAMETERS = (
    LIMIT,
    Parameter(name="cursor", description="From the page before."),
    INCLUDE_TOTAL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one handler takes and gives.

    Args:
        operation_id: The command's name, or the query's.
        answers: Type of the answer by status; None for an answer without a body.
        body: Structure of the JSON body, if there is one.
        upload: JSON Schema of a multipart body that is taken instead, if there is one.
        media_type: Of the answer.
    """

    operation_id: str
    answers: Mapping[int, object]
    body: type[msgspec.Struct] | None = None
    body_is_optional: bool = False
    upload: JsonObject | None = None
    parameters: tuple[Parameter, ...] = ()
    media_type: str = "application/json"

    @property
    def filters_by_query(self) -> bool:
        """Return whether it lists: then any field is a parameter, and others are refused there."""
        return LIMIT in self.parameters


def operation(described: Operation) -> Callable[[_Handler], _Handler]:
    """Attach the description that the OpenAPI document is made from; changes no behaviour."""

    def attach(handler: _Handler) -> _Handler:
        vars(handler)["bpm_operation"] = described
        return handler

    return attach


def find_operation(view: object, method: str) -> Operation | None:
    """Return the description of one method of a view."""
    found: Operation | None = getattr(getattr(view, method.lower(), None), "bpm_operation", None)
    return found


class OperationSchema(AutoSchema):
    """Makes an operation from its description, and components from the types it names."""

    @override
    def is_excluded(self) -> bool:
        """Return whether the handler has no description."""
        return find_operation(self.view, self.method) is None

    @override
    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> JsonObject | None:
        """Return the operation object."""
        described = find_operation(self.view, method)
        if described is None:
            return None
        self.registry = registry
        handler = getattr(self.view, method.lower())
        summary, _, description = cleandoc(handler.__doc__ or "").partition("\n\n")
        made: JsonObject = {
            "operationId": described.operation_id,
            "summary": summary.rstrip("."),
            "tags": [re.sub(r"^/api/v1/|/.*$", "", path.removeprefix("/api/v1/"))],
            "parameters": [*_path_parameters(path), *map(_parameter, described.parameters)],
            "security": [{"token": []}, {"session": []}, {"basic": []}],
            "responses": _responses(described, registry, is_reading=method.upper() == "GET"),
        }
        if description:
            # Markdown, in which one backtick does what two do in a docstring.
            made["description"] = description.replace("``", "`")
        if described.body is not None or described.upload is not None:
            made["requestBody"] = _request_body(described, registry)
        return made


def _path_parameters(path: str) -> list[JsonObject]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _parameter(given: Parameter) -> JsonObject:
    return {
        "name": given.name,
        "in": given.place,
        "required": given.is_required,
        "description": given.description.replace("``", "`"),
        "schema": dict(given.schema),
    }


def _request_body(described: Operation, registry: ComponentRegistry) -> JsonObject:
    content: JsonObject = {}
    if described.body is not None:
        schema = register_type(described.body, registry, is_answer=False)
        content["application/json"] = {"schema": schema}
    if described.upload is not None:
        content["multipart/form-data"] = {"schema": dict(described.upload)}
    return {"required": not described.body_is_optional, "content": content}


def _responses(
    described: Operation, registry: ComponentRegistry, *, is_reading: bool
) -> JsonObject:
    responses: JsonObject = {
        str(status): _answer(view, described.media_type, HTTPStatus(status).phrase, registry)
        for status, view in described.answers.items()
    }
    problem: JsonObject = {"application/problem+json": {"schema": _problem_reference(registry)}}
    for status in _READING if is_reading else _WRITING:
        responses[str(status)] = {"description": _REFUSALS[status], "content": problem}
    return responses


def _answer(
    view: object, media_type: str, description: str, registry: ComponentRegistry
) -> JsonObject:
    if view is None:
        return {"description": description}
    if media_type != "application/json":
        text: JsonObject = {"type": "string"}
        schema = {**text, "format": "binary"} if view is bytes else text
        return {"description": description, "content": {media_type: {"schema": schema}}}
    schema = register_type(view, registry, is_answer=True)
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _problem_reference(registry: ComponentRegistry) -> JsonObject:
    return register_type(ProblemDetails, registry, is_answer=True)


def register_type(kind: object, registry: ComponentRegistry, *, is_answer: bool) -> JsonObject:
    """Add a type and all that it refers to, and return the reference to it."""
    reference, components = schema_of(kind, is_answer=is_answer)
    for name, schema in components.items():
        component = ResolvedComponent(
            name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name
        )
        registry.register_on_missing(component)
    return reference
