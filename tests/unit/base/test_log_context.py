"""Log lines are JSON and say which request and instance they are about."""

import json
import logging

from typing_extensions import override

from bpm.base.log_context import (
    JsonFormatter,
    add_to_log_context,
    log_context,
    new_log_context,
)


def line(message: str, **extra: object) -> dict[str, object]:
    record = logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "bpm.x", **extra})
    content: dict[str, object] = json.loads(JsonFormatter().format(record))
    return content


def test_a_line_says_what_is_known_about_the_request() -> None:
    with new_log_context(request_id="r1"):
        add_to_log_context(process_instance_id="i1", business_key="Ü 1", user=None)
        written = line("hello", status=201)

    assert written["message"] == "hello"
    assert written["level"] == "info"
    assert str(written["at"]).endswith("Z")
    assert {name: written[name] for name in ("request_id", "process_instance_id")} == {
        "request_id": "r1",
        "process_instance_id": "i1",
    }
    assert written["business_key"] == "Ü 1"
    assert written["status"] == 201
    assert "user" not in written


def test_what_is_known_ends_with_the_request() -> None:
    with new_log_context(request_id="outer"):
        with new_log_context(request_id="inner"):
            add_to_log_context(job_id="j")
            assert log_context() == {"request_id": "inner", "job_id": "j"}
        assert log_context() == {"request_id": "outer"}

    add_to_log_context(job_id="nobody's")
    assert log_context() == {}


def test_a_line_break_stays_inside_its_line() -> None:
    record = logging.makeLogRecord({"msg": "two\nlines"})

    assert "\n" not in JsonFormatter().format(record)


def test_a_traceback_is_part_of_the_line() -> None:
    error = ValueError("why")
    facts = (type(error), error, error.__traceback__)
    record = logging.makeLogRecord({"msg": "failed", "exc_info": facts})

    assert "ValueError: why" in json.loads(JsonFormatter().format(record))["traceback"]


def test_what_json_does_not_know_is_told_as_text() -> None:
    class Odd:
        @override
        def __str__(self) -> str:
            return "odd"

    written = line("hello", odd=Odd(), half="\ud800", numbers={1: 2.5})

    assert written["odd"] == "odd"
    assert written["half"] == "\ud800"
    assert written["numbers"] == {"1": 2.5}
