"""The line about a request names the instance that it moved."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from bpm.base.log_context import JsonFormatter
from tests import builders


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Take down what is logged about requests, formatted while the request is known."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JsonFormatter())
    log = logging.getLogger("bpm.requests")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield text
    log.setLevel(level)
    log.removeHandler(handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("people")
def test_a_start_is_logged_with_instance_and_business_key(
    client: Client, written: io.StringIO
) -> None:
    nodes = ('<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>')
    builders.deploy(builders.chain(*nodes), key="logged")
    client.post("/login", {"username": "admin", "password": "admin"})
    written.truncate(0)
    written.seek(0)

    answer = client.post(
        "/api/v1/process-instances",
        {"definition_key": "logged", "business_key": "K-1"},
        content_type="application/json",
    )

    assert answer.status_code == 201, answer.content
    lines: list[dict[str, Any]] = [json.loads(text) for text in written.getvalue().splitlines()]
    (request,) = [line for line in lines if line["logger"] == "bpm.requests"]
    assert request["process_instance_id"] == answer.json()["id"]
    assert request["business_key"] == "K-1"
    assert request["request_id"] == answer.headers["X-Request-Id"]
