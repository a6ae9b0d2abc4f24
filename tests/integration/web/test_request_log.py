"""The line about a request names the instance that it moved."""

import json
from typing import Any

import pytest
from django.test import Client

from bpm.base.log_context import JsonFormatter
from tests import builders
from tests.logs import noting


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("people")
def test_a_start_is_logged_with_instance_and_business_key(client: Client) -> None:
    nodes = ('<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>')
    builders.deploy(builders.chain(*nodes), key="logged")
    client.post("/login", {"username": "admin", "password": "admin"})

    with noting("bpm.requests", JsonFormatter()) as lines:
        answer = client.post(
            "/api/v1/process-instances",
            {"definition_key": "logged", "business_key": "K-1"},
            content_type="application/json",
        )

    assert answer.status_code == 201, answer.content
    (line,) = lines
    request: dict[str, Any] = json.loads(line)
    assert request["process_instance_id"] == answer.json()["id"]
    assert request["business_key"] == "K-1"
    assert request["request_id"] == answer.headers["X-Request-Id"]
