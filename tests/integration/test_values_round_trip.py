"""Values come back as they went in: REST, database, engine, FEEL, and REST again."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import (
    HealthCheck,
    example,
    given,
    settings as hypothesis_settings,
    strategies as st,
)

from bpm.core.values import (
    FileReference,
    JsonObject,
    Value,
    decode_variables,
    dump_json,
    encode_variables,
    parse_json,
)
from bpm.identity import services as identity_services
from bpm.runtime.reading import read_engine_state
from tests import builders
from tests.builders import END, START, chain, script, user_task
from tests.unit.core.values.strategies import texts, values

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = 60
LONG = "ü" * 9_000

variables = st.dictionaries(texts, values, max_size=3)


class Caller:
    """A person at the REST API whose numbers are exact.

    Args:
        key: Process that he starts.
        token: His API token.
    """

    def __init__(self, *, key: str, token: str) -> None:
        self.key = key
        self._client = Client()
        self._headers = {"Authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, body: JsonObject | None = None) -> JsonObject:
        """Send one request that must succeed and return what it answers."""
        response = self._client.generic(
            method,
            f"/api/v1{path}",
            dump_json(body) if body is not None else b"",
            content_type="application/json",
            headers=self._headers,
        )
        assert response.status_code in {200, 201}, response.getvalue()
        answer = parse_json(response.getvalue(), max_depth=200)
        assert isinstance(answer, dict)
        return answer

    def upload(self) -> FileReference:
        """Send a file; return the reference that variables may hold."""
        content = SimpleUploadedFile("letter.txt", b"Dear all", content_type="text/plain")
        response = self._client.post("/api/v1/files", {"file": content}, headers=self._headers)
        assert response.status_code == 201, response.getvalue()
        reference = response.json()
        return FileReference(**{**reference, "id": UUID(reference["id"])})


@pytest.fixture
def alice(settings: Any, tmp_path: Any) -> Caller:
    settings.STATIC_ROOT = tmp_path
    builders.group("reviewers")
    actor = builders.person("alice", "reviewers")
    key = builders.deploy(
        chain(
            START,
            script("copy", "original", "copied"),
            user_task("look"),
            script("again", "sent", "echo"),
            user_task("end_here"),
            END,
        ),
        process='candidateStarterGroups="reviewers"',
    )
    return Caller(key=key, token=identity_services.create_token(actor, name="test").token)


def as_body(values: Mapping[str, Value]) -> JsonObject:
    encoded, types = encode_variables(values)
    return {"variables": encoded, "variable_types": dict(types)}


def read_values(answer: JsonObject) -> dict[str, Value]:
    found, types = answer["variables"], answer["variable_types"]
    assert isinstance(found, dict)
    assert isinstance(types, dict)
    return decode_variables(found, {name: str(kind) for name, kind in types.items()})


@hypothesis_settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(value=values, others=variables, sent=values)
@example(value=Decimal("1E+6144"), others={"/": Decimal("1E-6176"), "~1": [b""]}, sent=LONG)
@example(value={"a": LONG, "b": [b"\x00", None]}, others={"": {"": Decimal("0.10")}}, sent=[[[]]])
def test_values_survive_the_whole_circle(
    alice: Caller, value: Value, others: dict[str, Value], sent: Value
) -> None:
    # Only a file that was uploaded can be referred to, so it stands for every drawn one.
    file = alice.upload()
    value, sent = _with_file(value, file), _with_file(sent, file)
    others = {
        name: _with_file(given, file)
        for name, given in others.items()
        if name not in {"original", "copied"}
    }
    given_values = {"original": value, **others}

    started = alice.send(
        "POST",
        "/process-instances?include=variables",
        {"definition_key": alice.key, **as_body(given_values)},
    )

    expected = {**given_values, "copied": value}
    path = f"/process-instances/{started['id']}"
    assert read_values(started) == expected
    assert read_values(alice.send("GET", f"{path}/variables")) == expected
    task = f"/user-tasks/{_task_of(started)}"
    assert read_values(alice.send("GET", f"{task}/form")) == expected
    alice.send("PUT", f"{task}/draft", as_body({"sent": sent}))
    assert read_values(alice.send("GET", f"{task}/draft")) == {"sent": sent}
    alice.send("POST", f"{task}/complete", as_body({"sent": sent}))

    expected |= {"sent": sent, "echo": sent}
    assert read_values(alice.send("GET", f"{path}?include=variables")) == expected
    assert read_engine_state(UUID(str(started["id"]))).scopes[0] == expected


def _with_file(value: Value, file: FileReference) -> Value:
    if isinstance(value, FileReference):
        return file
    if isinstance(value, list):
        return [_with_file(item, file) for item in value]
    if isinstance(value, dict):
        return {name: _with_file(item, file) for name, item in value.items()}
    return value


def _task_of(started: JsonObject) -> str:
    places = started["waiting_at"]
    assert isinstance(places, list)
    (place,) = places
    assert isinstance(place, dict)
    return str(place["user_task_id"])
