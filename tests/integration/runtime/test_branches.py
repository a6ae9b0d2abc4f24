"""Branches, sub-processes and errors, held against the database."""

from decimal import Decimal

import pytest

from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import queries
from bpm.runtime.job_handlers import HANDLERS
from tests import builders
from tests.builders import END, START, flow, script, user_task
from tests.integration.runtime.acting import complete, outcomes, read, rows, tasks

pytestmark = pytest.mark.django_db(transaction=True)

FORK = '<bpmn:parallelGateway id="fork"/>'
JOIN = '<bpmn:parallelGateway id="join"/>'
STOP = '<bpmn:endEvent id="stop"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
ONCE = '<bpm:async before="true"/><bpm:retry cycle="R1/PT1S"/>'
OOPS = '<bpmn:error id="oops" errorCode="OOPS"/>'


def branches(*bodies: str, end: str = JOIN + END + flow("out", "join", "end")) -> str:
    """Return a fork into nodes that meet again at ``end``'s first node."""
    target = end.split('id="', 1)[1].split('"', 1)[0]
    parts = [START, FORK, flow("in", "start", "fork"), end]
    for number, body in enumerate(bodies):
        id_ = body.split('id="', 1)[1].split('"', 1)[0]
        parts += [body, flow(f"a{number}", "fork", id_), flow(f"b{number}", id_, target)]
    return "".join(parts)


def test_an_instance_waits_at_several_places(alice: Actor) -> None:
    key = builders.deploy(branches(user_task("left"), user_task("right")))
    instance = builders.start(key)
    assert [place.activity_id for place in instance.waiting_at] == ["left", "right"]
    assert read(instance).waiting_at == instance.waiting_at
    found = tasks(instance)

    complete(found["right"], alice, right=Decimal(1))
    assert list(tasks(instance)) == ["left"]
    complete(found["left"], alice, left=Decimal(2))

    done = read(instance)
    assert (done.state, done.variables) == ("completed", {"right": 1, "left": 2})
    path = queries.get_path(instance.id, actor=builders.system())
    assert path.flows == {"in": 1, "a0": 1, "a1": 1, "b0": 1, "b1": 1, "out": 1}


def test_terminating_cancels_tasks_jobs_and_incidents(
    alice: Actor, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(job: LeasedJob) -> None:
        raise ValueError("Never.")

    monkeypatch.setattr(HANDLERS["async_before"], "execute", explode)
    key = builders.deploy(
        branches(
            user_task("go"),
            user_task("left"),
            script("later", "1", "n", extensions=ONCE),
            script("broken", "missing", "m"),
            end=STOP,
        )
    )
    instance = builders.start(key)
    running.run_ready_jobs()
    waiting = read(instance)
    assert {place.activity_id for place in waiting.waiting_at} == {"go", "left", "later", "broken"}
    assert waiting.has_incidents is True

    complete(tasks(instance)["go"], alice)

    done = read(instance)
    assert (done.state, done.has_incidents, done.waiting_at) == ("completed", False, ())
    ended = outcomes(instance)
    assert (ended["go"], ended["left"]) == ("completed", "cancelled")
    assert rows("SELECT count(*) FROM job") == [(0,)]
    assert rows("SELECT state, count(*) FROM user_task GROUP BY state ORDER BY state") == [
        ("cancelled", 1),
        ("completed", 1),
    ]
    assert rows("SELECT count(*) FROM incident WHERE resolved_at IS NULL") == [(0,)]
    assert rows("SELECT count(*) FROM user_task_candidate WHERE offered") == [(0,)]


def sub_process(*inner: str, settings: str = "", loop: str = "") -> str:
    extensions = f"<bpmn:extensionElements>{settings}</bpmn:extensionElements>"
    return f'<bpmn:subProcess id="sub">{extensions}{loop}{"".join(inner)}</bpmn:subProcess>'


INSIDE = (
    '<bpmn:startEvent id="in"/>',
    user_task("approve"),
    '<bpmn:endEvent id="out"/>',
    flow("f1", "in", "approve"),
    flow("f2", "approve", "out"),
)
AROUND = START + END + flow("f3", "start", "sub") + flow("f4", "sub", "end")


def test_locals_of_a_sub_process_live_and_die_with_it(alice: Actor) -> None:
    settings = (
        '<bpm:io><bpm:input name="limit">=amount * 2</bpm:input>'
        '<bpm:output name="result">=limit + 1</bpm:output></bpm:io>'
    )
    key = builders.deploy(AROUND + sub_process(*INSIDE, settings=settings))
    instance = builders.start(key, {"amount": Decimal(21)})
    assert rows("SELECT variables ->> 'limit' FROM scope_variables") == [("42",)]
    assert read(instance).variables == {"amount": 21}

    complete(tasks(instance)["approve"], alice, limit=Decimal(50))

    done = read(instance)
    assert (done.state, done.variables) == ("completed", {"amount": 21, "result": 51})
    assert rows("SELECT count(*) FROM scope_variables") == [(0,)]


def test_a_boundary_error_cancels_what_it_interrupts(alice: Actor) -> None:
    inner = (
        '<bpmn:startEvent id="in"/>',
        '<bpmn:parallelGateway id="split"/>',
        user_task("throwing"),
        user_task("other"),
        '<bpmn:endEvent id="fail"><bpmn:errorEventDefinition errorRef="oops"/></bpmn:endEvent>',
        '<bpmn:endEvent id="fine"/>',
        flow("i1", "in", "split"),
        flow("i2", "split", "throwing"),
        flow("i3", "split", "other"),
        flow("i4", "throwing", "fail"),
        flow("i5", "other", "fine"),
    )
    edge = (
        '<bpmn:boundaryEvent id="edge" attachedToRef="sub">'
        '<bpmn:errorEventDefinition errorRef="oops"/></bpmn:boundaryEvent>'
    )
    body = AROUND + sub_process(*inner) + edge + user_task("mend")
    body += flow("e1", "edge", "mend") + '<bpmn:endEvent id="end2"/>' + flow("e2", "mend", "end2")
    instance = builders.start(builders.deploy(body, roots=OOPS))

    complete(tasks(instance)["throwing"], alice)

    assert list(tasks(instance)) == ["mend"]
    ended = outcomes(instance)
    assert (ended["other"], ended["sub"], ended["throwing"]) == (
        "cancelled",
        "cancelled",
        "completed",
    )
    complete(tasks(instance)["mend"], alice)
    assert read(instance).state == "completed"
