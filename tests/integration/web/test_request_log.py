"""The line about a request names the instance that it moved."""

import json
from typing import Any

import pytest
from django.test import Client

from bpm.base.log_context import JsonFormatter
from tests import builders
from tests.logs import noting

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_trace_of_the_caller_is_followed(client: Client) -> None:
    with noting("bpm.requests", JsonFormatter()) as lines:
        answer = client.get("/health/live", headers={"traceparent": f"00-{TRACE_ID}-{'1' * 16}-01"})

    version, trace_id, span_id, flags = answer.headers["traceparent"].split("-")
    assert (version, trace_id, flags) == ("00", TRACE_ID, "01")
    assert span_id != "1" * 16
    (line,) = lines
    assert json.loads(line)["trace_id"] == TRACE_ID


def test_nobody_is_given_a_trace(client: Client) -> None:
    with noting("bpm.requests", JsonFormatter()) as lines:
        answers = [
            client.get("/health/live"),
            client.get("/health/live", headers={"traceparent": "nonsense"}),
        ]

    assert not [answer for answer in answers if "traceparent" in answer.headers]
    assert not [line for line in lines if "trace_id" in line]


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
