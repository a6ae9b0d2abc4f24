"""The line about a request names the instance that it moved."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from bpm.base.log_context import JsonFormatter
from tests import builders


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("people")
def test_a_start_is_logged_with_instance_and_business_key(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    nodes = ('<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>')
    builders.deploy(builders.chain(*nodes), key="logged")
    client.post("/login", {"username": "admin", "password": "admin"})
    caplog.handler.setFormatter(JsonFormatter())
    caplog.clear()
    written: list[str] = []
    caplog.handler.emit = lambda record: written.append(caplog.handler.format(record))  # type: ignore[method-assign]  # the line is made while the request is known

    with caplog.at_level(logging.INFO, logger="bpm.requests"):
        answer = client.post(
            "/api/v1/process-instances",
            {"definition_key": "logged", "business_key": "K-1"},
            content_type="application/json",
        )

    assert answer.status_code == 201, answer.content
    lines: list[dict[str, Any]] = [json.loads(text) for text in written]
    (request,) = [line for line in lines if line["logger"] == "bpm.requests"]
    assert request["process_instance_id"] == answer.json()["id"]
    assert request["business_key"] == "K-1"
    assert request["request_id"] == answer.headers["X-Request-Id"]
