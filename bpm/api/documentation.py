"""The OpenAPI document, and a page to read it by."""

from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from bpm.base.wire import JsonObject

_VERBS = ("get", "post", "put", "patch", "delete")


@cache
def openapi_document() -> JsonObject:
    """Return the OpenAPI document; it depends on nothing but the code."""
    document: JsonObject = SchemaGenerator().get_schema(request=None, public=True)
    return document


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document as JSON; it holds nothing secret."""
    del request
    return HttpResponse(
        msgspec.json.encode(openapi_document(), order="sorted"),
        content_type="application/vnd.oai.openapi+json",
    )


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Answer a page that lists every operation; nothing on it comes from elsewhere."""
    return render(request, "api/docs.html", {"resources": _resources()})


def _resources() -> list[dict[str, object]]:
    document = openapi_document()
    groups: dict[str, list[dict[str, object]]] = {}
    for address, verbs in sorted(document["paths"].items()):
        for verb in _VERBS:
            if verb in verbs:
                described = verbs[verb]
                entry = _entry(address, verb, described)
                groups.setdefault(described["tags"][0], []).append(entry)
    return [{"name": name, "operations": entries} for name, entries in sorted(groups.items())]


def _entry(address: str, verb: str, described: JsonObject) -> dict[str, object]:
    schemas = openapi_document()["components"]["schemas"]
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "id": described["operationId"],
        "verb": verb.upper(),
        "address": address,
        "summary": described["summary"],
        "description": described.get("description", ""),
        "parameters": described["parameters"],
        "body": _members(body.get("schema", {}), schemas),
        "answers": [
            {"status": status, "description": found["description"], "members": _members_of(found)}
            for status, found in described["responses"].items()
        ],
    }


def _members_of(response: JsonObject) -> list[dict[str, object]]:
    content = response.get("content", {}).get("application/json", {})
    return _members(content.get("schema", {}), openapi_document()["components"]["schemas"])


def _members(schema_part: JsonObject, schemas: JsonObject) -> list[dict[str, object]]:
    named = schemas.get(str(schema_part.get("$ref", "")).rpartition("/")[2], {})
    required = set(named.get("required", ()))
    return [
        {
            "name": name,
            "type": _type_name(member),
            "is_required": name in required,
            "description": member.get("description", ""),
        }
        for name, member in named.get("properties", {}).items()
    ]


def _type_name(member: JsonObject) -> str:
    if "$ref" in member:
        return str(member["$ref"]).rpartition("/")[2]
    if "allOf" in member:
        return _type_name(member["allOf"][0])
    if "anyOf" in member:
        return " or ".join(_type_name(part) for part in member["anyOf"])
    if "enum" in member:
        return " or ".join(str(value) for value in member["enum"])
    if member.get("type") == "array":
        return f"list of {_type_name(member.get('items', {}))}"
    return str(member.get("format") or member.get("type") or "any")


urlpatterns = [
    path("schema", schema, name="openapi-schema"),
    path("docs", page, name="openapi-page"),
]
