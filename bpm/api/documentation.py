"""The OpenAPI document, and a page to read it by."""

from dataclasses import dataclass
from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

_JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Word:
    """A part of how a type is said."""

    text: str
    is_type: bool = False


class SchemaPart(msgspec.Struct, rename="camel"):
    """What the page reads of a JSON Schema."""

    ref: str = msgspec.field(name="$ref", default="")
    type: str = ""
    format: str = ""
    description: str = ""
    enum: list[object] = []
    items: "SchemaPart | None" = None
    any_of: list["SchemaPart"] = []
    all_of: list["SchemaPart"] = []
    properties: dict[str, "SchemaPart"] = {}
    required: list[str] = []

    def words(self) -> list["Word"]:
        """Return the type as a person says it; names of other types are marked."""
        if self.ref:
            return [Word(text=self.ref.rpartition("/")[2], is_type=True)]
        if self.items is not None:
            return [Word(text="list of "), *self.items.words()]
        if self.any_of or self.all_of:
            first, *others = [part.words() for part in self.any_of or self.all_of]
            return first + [word for part in others for word in (Word(text=" or "), *part)]
        named = " or ".join(map(str, self.enum))
        return [Word(text=named or self.format or self.type or "any")]


class _MediaPart(msgspec.Struct):
    schema: SchemaPart


class _ContentPart(msgspec.Struct):
    """A body or an answer."""

    description: str = ""
    content: dict[str, _MediaPart] = {}


class _ParameterPart(msgspec.Struct):
    name: str
    place: str = msgspec.field(name="in")
    required: bool = False
    description: str = ""


class _OperationPart(msgspec.Struct, rename="camel"):
    operation_id: str
    summary: str
    tags: list[str]
    responses: dict[str, _ContentPart]
    description: str = ""
    parameters: list[_ParameterPart] = []
    request_body: _ContentPart | None = None


class _ComponentsPart(msgspec.Struct):
    schemas: dict[str, SchemaPart]


class _Document(msgspec.Struct):
    """What the page reads of the OpenAPI document."""

    paths: dict[str, dict[str, _OperationPart]]
    components: _ComponentsPart

    def members(self, part: _ContentPart | None) -> list["MemberRow"]:
        """Return the members of a body or an answer in JSON."""
        if part is None or _JSON not in part.content:
            return []
        name = part.content[_JSON].schema.ref.rpartition("/")[2]
        return _rows(self.components.schemas.get(name, SchemaPart()))


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """One member of a body or an answer."""

    name: str
    words: list[Word]
    is_required: bool
    description: str


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """One status that an operation answers with."""

    status: str
    description: str
    members: list[MemberRow]


@dataclass(frozen=True, kw_only=True)
class OperationEntry:
    """One operation on the page."""

    verb: str
    address: str
    described: _OperationPart
    body: list[MemberRow]
    answers: list[AnswerRow]


@dataclass(frozen=True, kw_only=True)
class TypeEntry:
    """One named type on the page; an enumeration has values instead of members."""

    name: str
    description: str
    members: list[MemberRow]
    values: str


def _rows(schema: SchemaPart) -> list[MemberRow]:
    return [
        MemberRow(
            name=name,
            words=member.words(),
            is_required=name in schema.required,
            description=member.description,
        )
        for name, member in schema.properties.items()
    ]


@cache
def openapi_json() -> bytes:
    """Return the OpenAPI document; it depends on nothing but the code."""
    generator = SchemaGenerator()
    document = generator.get_schema(request=None, public=True)
    return msgspec.json.encode(document)


@cache
def _document() -> _Document:
    # The page draws plain text, so the marks of code would only be in the way.
    return msgspec.json.decode(openapi_json().replace(b"`", b""), type=_Document)


@cache
def _types() -> list[TypeEntry]:
    return [
        TypeEntry(
            name=name,
            description=schema.description,
            members=_rows(schema),
            values=", ".join(map(str, schema.enum)),
        )
        for name, schema in sorted(_document().components.schemas.items())
    ]


@cache
def _operations_by_resource() -> dict[str, list[OperationEntry]]:
    document = _document()
    resources: dict[str, list[OperationEntry]] = {}
    for address, verbs in sorted(document.paths.items()):
        for verb, described in verbs.items():
            entry = OperationEntry(
                verb=verb.upper(),
                address=address,
                described=described,
                body=document.members(described.request_body),
                answers=[
                    AnswerRow(
                        status=status,
                        description=part.description,
                        members=document.members(part),
                    )
                    for status, part in described.responses.items()
                ],
            )
            resources.setdefault(described.tags[0], []).append(entry)
    return dict(sorted(resources.items()))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document as JSON; it holds nothing secret."""
    del request
    return HttpResponse(openapi_json(), content_type="application/vnd.oai.openapi+json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Answer a page that lists every operation; nothing on it comes from elsewhere."""
    return render(
        request, "api/docs.html", {"resources": _operations_by_resource(), "types": _types()}
    )


urlpatterns = [
    path("schema", schema, name="openapi-schema"),
    path("docs", page, name="openapi-page"),
]
