"""Start points: which are accepted, and which are refused by name."""

from datetime import UTC, datetime

import pytest

from bpm.core.bpmn import check_model
from bpm.core.engine import compile_process, start
from bpm.core.engine.contracts import ActivityStarted, Context, StartProcess, Subscribe
from tests.builders import END, START, chain, flow, model

ROOTS = '<bpmn:message id="a" name="A"/><bpmn:message id="b" name="B"/>'
MESSAGE = '<bpmn:messageEventDefinition messageRef="a"/>'
CONDITION = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>x &gt; 1</bpmn:condition>"
    "</bpmn:conditionalEventDefinition>"
)
CONTEXT = Context(now=datetime(2026, 1, 1, tzinfo=UTC), process_instance_id="x")


def begins(trigger: str, id_: str = "begin") -> str:
    return f'<bpmn:startEvent id="{id_}">{trigger}</bpmn:startEvent>'


def timed(time: str) -> str:
    return f"<bpmn:timerEventDefinition>{time}</bpmn:timerEventDefinition>"


def gateway(kind: str, second: str = "b") -> str:
    catches = "".join(
        f'<bpmn:intermediateCatchEvent id="on_{name}">'
        f'<bpmn:messageEventDefinition messageRef="{name}"/></bpmn:intermediateCatchEvent>'
        + flow(f"to_{name}", "gate", f"on_{name}")
        + flow(f"from_{name}", f"on_{name}", "end")
        for name in ("a", second)
    )
    return (
        f'<bpmn:eventBasedGateway id="gate" instantiate="true" eventGatewayType="{kind}"/>'
        + catches
        + END
    )


def errors_of(body: str) -> list[tuple[str | None, str]]:
    report = check_model(model("p", body, roots=ROOTS).encode())
    return [(problem.element_id, problem.code) for problem in report.errors]


@pytest.mark.parametrize(
    "trigger",
    [
        MESSAGE,
        MESSAGE + '<bpmn:messageEventDefinition messageRef="b"/>',
        timed("<bpmn:timeCycle>R/PT1H</bpmn:timeCycle>"),
        timed('<bpmn:timeDate>=date and time("2030-01-01T00:00:00Z")</bpmn:timeDate>'),
        CONDITION,
        CONDITION + MESSAGE,
    ],
)
def test_events_may_begin_a_process(trigger: str) -> None:
    assert errors_of(chain(begins(trigger), END)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            chain(begins(timed("<bpmn:timeDuration>=wait</bpmn:timeDuration>")), END),
            ("begin", "invalid_timer"),
        ),
        (
            chain(begins("<bpmn:messageEventDefinition/>"), END),
            ("begin", "missing_reference"),
        ),
        (
            chain(START, '<bpmn:receiveTask id="r" messageRef="a" instantiate="true"/>', END),
            ("r", "flow_into_start"),
        ),
        (
            '<bpmn:eventBasedGateway id="gate" eventGatewayType="Parallel"/>' + chain(START, END),
            ("gate", "unsupported_attribute_value"),
        ),
    ],
)
def test_what_could_never_begin_is_refused(body: str, expected: tuple[str, str]) -> None:
    assert expected in errors_of(body)


def visited(body: str, start_at: str) -> tuple[list[str], list[str], bool]:
    process = compile_process(model("p", body, roots=ROOTS).encode(), "p")
    outcome = start(process, StartProcess(start_at=start_at), CONTEXT)
    seen = [e.activity_id for e in outcome.effects if isinstance(e, ActivityStarted)]
    waits = [e.name for e in outcome.effects if isinstance(e, Subscribe)]
    return seen, waits, outcome.is_completed


def test_a_receive_task_that_begins_an_instance_has_its_message() -> None:
    body = chain('<bpmn:receiveTask id="r" messageRef="a" instantiate="true"/>', END)
    assert errors_of(body) == []
    assert visited(body, "r") == (["r", "end"], [], True)


def test_an_exclusive_gateway_goes_on_with_the_event_that_came() -> None:
    body = gateway("Exclusive")
    assert errors_of(body) == []
    assert visited(body, "on_b") == (["gate", "on_b", "end"], [], True)


def test_a_parallel_gateway_waits_for_the_other_messages() -> None:
    body = gateway("Parallel")
    assert errors_of(body) == []
    seen, waits, is_completed = visited(body, "on_a")
    assert (sorted(seen), waits, is_completed) == (["end", "gate", "on_a", "on_b"], ["B"], False)
