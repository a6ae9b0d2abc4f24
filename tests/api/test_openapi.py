"""The description of the API: whole, current, and readable without help from elsewhere."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bpm.api.openapi import find_operation
from bpm.api.views import Endpoint

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.yaml"
VERBS = ("get", "post", "put", "patch", "delete")


def endpoints(
    resolver: URLResolver | None = None, prefix: str = "/"
) -> list[tuple[str, type[Endpoint]]]:
    """Return each address with its class."""
    found: list[tuple[str, type[Endpoint]]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        place = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += endpoints(entry, place)
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "cls", None)
            if isinstance(view, type) and issubclass(view, Endpoint):
                found.append((place, view))
    return found


ENDPOINTS = endpoints()


def test_there_are_endpoints() -> None:
    assert len(ENDPOINTS) > 30


@pytest.mark.parametrize(("address", "view"), ENDPOINTS)
def test_every_method_is_described(address: str, view: type[Endpoint]) -> None:
    missing = [
        verb for verb in VERBS if getattr(view, verb, None) and find_operation(view, verb) is None
    ]

    assert missing == []


@pytest.mark.parametrize(("address", "view"), ENDPOINTS)
def test_limits_of_tokens_name_methods_that_exist(address: str, view: type[Endpoint]) -> None:
    assert [m for m in view.token_scopes if not hasattr(view, m.lower())] == []


def test_the_committed_document_is_current(tmp_path: Path) -> None:
    made = tmp_path / "openapi.yaml"

    call_command("spectacular", file=str(made), fail_on_warn=True, validate=True)

    assert made.read_text() == COMMITTED.read_text(), "run `make schema` and commit the result"


def test_operations_have_names_of_their_own() -> None:
    names = re.findall(r"^ +operationId: (\S+)", COMMITTED.read_text(), flags=re.MULTILINE)

    assert sorted(names) == sorted(set(names))
    assert {"create_user", "deploy_resources", "start_process_instance"} <= set(names)


def test_the_document_and_its_page_are_served_without_a_log_in(db: None) -> None:
    client = Client()

    document = client.get("/api/schema")
    page = client.get("/api/docs")

    assert document.json()["openapi"].startswith("3.1")
    assert page.status_code == 200
    text = page.content.decode()
    assert "deploy_resources" in text
    assert "If-Match" in text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []
    assert "script-src 'self'" in page.headers["content-security-policy"]
