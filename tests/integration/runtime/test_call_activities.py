"""Call activities: instances that other instances start, wait for and take along."""

from decimal import Decimal

import pytest

from bpm.definitions.contracts import ResourceContent
from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.runtime import calling
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.errors import ProcessInstanceSuspendedError
from bpm.runtime.verify import find_problems
from bpm.user_tasks.errors import UserTaskSuspendedError
from tests import builders
from tests.builders import END, START, chain, flow, model, script, user_task
from tests.integration.runtime.acting import (
    children,
    complete,
    open_incidents,
    open_jobs,
    outcomes,
    read,
    rows,
    tasks,
    visits,
)
from tests.integration.runtime.calls import ASK, DOUBLE, MANY, call, caller

pytestmark = pytest.mark.django_db(transaction=True)

OOPS = '<bpmn:error id="oops" errorCode="OOPS"/>'
FAILING_END = '<bpmn:endEvent id="end"><bpmn:errorEventDefinition errorRef="oops"/></bpmn:endEvent>'


def test_what_ends_at_once_hands_its_result_over_in_the_same_command() -> None:
    key = caller(builders.deploy(DOUBLE))

    instance = builders.start(key, {"amount": Decimal(21)}, business_key="B-1")

    assert instance.state == "completed"
    assert instance.variables == {"amount": 21, "result": 42}
    (child,) = children(instance)
    assert (child.state, child.parent_id, child.root_id) == (
        "completed",
        instance.id,
        instance.id,
    )
    assert [visit.called_instance_id for visit in visits(instance)] == [None, child.id, None]


def test_what_goes_on_is_waited_for_and_wakes_its_caller(alice: Actor) -> None:
    instance = builders.start(caller(builders.deploy(ASK)), {"amount": Decimal(1)})
    (child,) = children(instance)
    (place,) = instance.waiting_at
    assert (place.activity_id, place.called_instance_id) == ("call", child.id)
    assert read(instance).waiting_at == instance.waiting_at
    assert read(child).variables == {"amount": 1}

    complete(tasks(child)["ask"], alice, answer="yes")

    assert read(child).state == "completed"
    assert read(instance).state == "active"
    (job,) = open_jobs()
    assert (job.kind, job.process_instance_id) == ("return_to_caller", instance.id)
    running.run_ready_jobs()
    done = read(instance)
    assert (done.state, done.variables) == ("completed", {"amount": 1, "answer": "yes"})


def test_mappings_say_what_goes_there_and_comes_back() -> None:
    io = (
        '<bpm:io><bpm:input name="amount">=price + 1</bpm:input>'
        '<bpm:output name="total">=result</bpm:output></bpm:io>'
    )
    key = caller(builders.deploy(DOUBLE), 'binding="latest" businessKey="=order"', io=io)

    instance = builders.start(key, {"price": Decimal(20), "order": "O-7"})

    assert instance.variables == {"price": 20, "order": "O-7", "total": 42}
    (child,) = children(instance)
    assert child.business_key == "O-7"
    assert read(child).variables == {"amount": 21, "result": 42}


@pytest.mark.parametrize("interrupts", [False, True])
def test_an_escalation_out_of_a_called_instance_reaches_the_call(
    alice: Actor, interrupts: bool
) -> None:
    alarm = '<bpmn:escalation id="alarm" escalationCode="ALARM"/>'
    raised = '<bpmn:escalationEventDefinition escalationRef="alarm"/>'
    throwing = f'<bpmn:intermediateThrowEvent id="{{}}">{raised}</bpmn:intermediateThrowEvent>'
    first, second = (throwing.format(id_) for id_ in ("t1", "t2"))
    inside = chain(START, first, user_task("ask"), second, user_task("last"), END)
    cancels = str(interrupts).lower()
    edge = (
        f'<bpmn:boundaryEvent id="edge" attachedToRef="call" cancelActivity="{cancels}">'
        f"{raised}</bpmn:boundaryEvent>"
    )
    key = builders.deploy(
        chain(START, call(builders.deploy(inside, roots=alarm)), END)
        + edge + user_task("caught") + flow("c", "edge", "caught"),
        roots=alarm,
    )  # fmt: skip

    instance = builders.start(key, {})

    assert "caught" in tasks(instance)
    if interrupts:
        assert not children(instance)
        complete(tasks(instance)["caught"], alice)
    else:
        (child,) = children(instance)
        complete(tasks(child)["ask"], alice)
        assert [job.kind for job in open_jobs()] == ["escalate_to_caller"]
        running.run_ready_jobs()
        places = sorted(place.activity_id for place in read(instance).waiting_at)
        assert places == ["call", "caught", "caught"]
    assert find_problems() == []


def version(key: str, answer: str, *, tag: str = "") -> None:
    """Deploy another version of a process that says which one it is."""
    content = model(
        key,
        chain(START, script("say", f'"{answer}"', "result"), END),
        process=f'versionTag="{tag}"' if tag else "",
    )
    deploy_resources(
        actor=builders.system(),
        name=f"{key}-{answer}",
        resources=[ResourceContent(name="x.bpmn", content=content.encode())],
    )


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('binding="latest" propagateAll="true"', "third"),
        ('binding="version" version="1" propagateAll="true"', "first"),
        ('binding="versionTag" versionTag="stable" propagateAll="true"', "first"),
        ('binding="deployment" propagateAll="true"', "second"),
        ('propagateAll="true"', "second"),
    ],
)
def test_the_binding_decides_which_version_is_called(settings: str, expected: str) -> None:
    version("called", "first", tag="stable")
    version("called", "second")
    key = caller("called", settings)
    version("called", "third")

    instance = builders.start(key)

    assert instance.variables == {"result": expected}


def test_a_process_that_is_not_there_is_an_incident_until_it_is(system: Actor) -> None:
    instance = builders.start(caller("absent", 'binding="latest" propagateAll="true"'))
    (incident,) = open_incidents()
    assert incident.activity_id == "call"
    assert "absent" in incident.message
    assert children(instance) == ()

    version("absent", "here")
    retry_incident(incident.id, actor=system)

    assert read(instance).variables == {"result": "here"}
    assert [found.called_instance_id is not None for found in visits(instance)].count(True) == 1


def test_processes_that_call_each_other_in_a_circle_stop(system: Actor) -> None:
    key = builders.deploy(chain(START, call("circle", 'binding="latest"'), END), key="circle")

    instance = builders.start(key)
    while running.run_ready_jobs():
        pass

    (incident,) = open_incidents()
    assert "circle" in incident.message
    depths = rows("SELECT max(call_depth), count(*) FROM process_instance")
    assert depths == [(calling.MAX_CALL_DEPTH, calling.MAX_CALL_DEPTH + 1)]
    cancel_process_instance(instance.id, reason=None, actor=system)
    assert rows("SELECT count(*) FROM process_instance WHERE ended_at IS NULL") == [(0,)]


def failing(*, caught: bool) -> str:
    """Deploy a caller of a process that ends in an error, caught or not."""
    called = builders.deploy(chain(START, user_task("ask"), FAILING_END), roots=OOPS)
    edge = (
        '<bpmn:boundaryEvent id="edge" attachedToRef="call">'
        '<bpmn:errorEventDefinition errorRef="oops"/></bpmn:boundaryEvent>'
        + user_task("mend")
        + '<bpmn:endEvent id="end2"/>'
        + flow("f3", "edge", "mend")
        + flow("f4", "mend", "end2")
    )
    return builders.deploy(chain(START, call(called), END) + (edge if caught else ""), roots=OOPS)


def test_an_error_of_the_called_is_caught_by_the_caller(alice: Actor) -> None:
    instance = builders.start(failing(caught=True))
    (child,) = children(instance)

    complete(tasks(child)["ask"], alice)
    running.run_ready_jobs()

    assert read(child).state == "completed"
    assert list(tasks(instance)) == ["mend"]
    assert outcomes(instance)["call"] == "cancelled"


@pytest.mark.parametrize("body", [FAILING_END, user_task("ask")], ids=["at once", "later"])
def test_an_error_goes_up_to_the_caller_that_catches_it(alice: Actor, body: str) -> None:
    nodes = (START, FAILING_END) if body == FAILING_END else (START, body, FAILING_END)
    leaf = builders.deploy(chain(*nodes), roots=OOPS)
    top = builders.deploy(
        chain(START, call(caller(leaf)), END)
        + '<bpmn:boundaryEvent id="caught" attachedToRef="call">'
        '<bpmn:errorEventDefinition errorRef="oops"/></bpmn:boundaryEvent>'
        + user_task("mend")
        + '<bpmn:endEvent id="end2"/>'
        + flow("f2", "caught", "mend")
        + flow("f3", "mend", "end2"),
        roots=OOPS,
    )
    instance = builders.start(top)
    (middle,) = children(instance)
    (child,) = children(middle)
    if body != FAILING_END:
        complete(tasks(child)["ask"], alice)
        while running.run_ready_jobs():
            pass

    assert list(tasks(instance)) == ["mend"]
    assert [read(below).state for below in (middle, child)] == ["completed", "completed"]
    assert find_problems() == []


def test_an_error_that_nobody_catches_is_an_incident(alice: Actor, system: Actor) -> None:
    instance = builders.start(failing(caught=False))
    (child,) = children(instance)

    complete(tasks(child)["ask"], alice)
    running.run_ready_jobs()

    (incident,) = open_incidents()
    assert (incident.process_instance_id, incident.activity_id) == (instance.id, "call")
    assert "OOPS" in incident.message
    retry_incident(incident.id, actor=system)
    assert len(children(instance)) == 2
    cancel_process_instance(instance.id, reason=None, actor=system)


def nested() -> str:
    """Deploy a caller of a caller of a process that asks."""
    return caller(caller(builders.deploy(ASK)))


def test_cancelling_reaches_all_that_was_called(alice: Actor, system: Actor) -> None:
    instance = builders.start(nested())
    (middle,) = children(instance)
    (lowest,) = children(middle)

    cancel_process_instance(instance.id, reason="Enough.", actor=system)

    assert [read(found).state for found in (instance, middle, lowest)] == ["cancelled"] * 3
    assert rows("SELECT state FROM user_task") == [("cancelled",)]
    told = rows("SELECT count(*) FROM history_event WHERE command = 'cancel_process_instance'")
    assert told == [(3,)]


def test_suspending_reaches_all_that_was_called(alice: Actor, system: Actor) -> None:
    instance = builders.start(nested())
    (middle,) = children(instance)
    (lowest,) = children(middle)

    suspend_process_instance(instance.id, actor=system)

    task = rows("SELECT id FROM user_task")[0][0]
    with pytest.raises((ProcessInstanceSuspendedError, UserTaskSuspendedError)):
        complete(task, alice)
    resume_process_instance(instance.id, actor=system)
    assert [read(found).state for found in (instance, middle, lowest)] == ["active"] * 3
    complete(tasks(lowest)["ask"], alice)
    running.run_ready_jobs()
    assert read(instance).state == "completed"


def test_cancelling_the_called_alone_is_an_incident_of_its_caller(system: Actor) -> None:
    builders.group("reviewers")
    instance = builders.start(caller(builders.deploy(ASK)))
    (child,) = children(instance)

    cancel_process_instance(child.id, reason=None, actor=system)
    running.run_ready_jobs()

    (incident,) = open_incidents()
    assert (incident.process_instance_id, incident.activity_id) == (instance.id, "call")
    retry_incident(incident.id, actor=system)
    assert [found.state for found in children(instance)] == ["cancelled", "active"]


def test_interrupting_the_call_cancels_the_called(alice: Actor) -> None:
    builders.group("others")
    called = builders.deploy(ASK)
    body = (
        START
        + '<bpmn:parallelGateway id="fork"/>'
        + call(called)
        + user_task("stop")
        + '<bpmn:endEvent id="end"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
        + '<bpmn:endEvent id="end2"/>'
        + flow("f1", "start", "fork")
        + flow("f2", "fork", "call")
        + flow("f3", "fork", "stop")
        + flow("f4", "stop", "end")
        + flow("f5", "call", "end2")
    )
    instance = builders.start(builders.deploy(body))
    (child,) = children(instance)

    complete(tasks(instance)["stop"], alice)

    assert (read(instance).state, read(child).state) == ("completed", "cancelled")


def test_called_instances_do_not_tell_what_happened_to_their_caller(alice: Actor) -> None:
    called = builders.deploy(ASK)
    key = builders.deploy(chain(START, user_task("first"), call(called), END))
    instance = builders.start(key)

    complete(tasks(instance)["first"], alice)

    told = rows(
        "SELECT DISTINCT event->>'type' FROM history_event, jsonb_array_elements(events) AS event"
        " WHERE process_instance_id = %s ORDER BY 1",
        children(instance)[0].id,
    )
    assert ("activity_started",) in told
    assert ("user_task_completed",) not in told


def test_cancelling_takes_back_what_was_not_started_yet(system: Actor) -> None:
    builders.group("reviewers")
    called = builders.deploy(ASK)
    key = caller(called, 'binding="latest"', loop=MANY.format("false"))
    count = calling.MAX_CALLED_AT_ONCE + 3
    instance = builders.start(key, {"items": [Decimal(number) for number in range(count)]})

    cancel_process_instance(instance.id, reason=None, actor=system)

    assert open_jobs() == ()
    assert rows("SELECT count(*) FROM process_instance WHERE ended_at IS NULL") == [(0,)]


def test_variables_that_are_too_large_for_the_called_are_an_incident(system: Actor) -> None:
    io = '<bpm:io><bpm:input name="text">=text + text</bpm:input></bpm:io>'
    key = caller(builders.deploy(DOUBLE), 'binding="latest"', io=io)

    instance = builders.start(key, {"text": "x" * 600_000, "amount": Decimal(1)})

    (incident,) = open_incidents()
    assert incident.process_instance_id == instance.id
    update_variables(instance.id, variables={"text": "x"}, actor=system)


def test_a_lost_return_is_found_again(alice: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = builders.start(caller(builders.deploy(ASK)))
    (child,) = children(instance)
    complete(tasks(child)["ask"], alice)
    monkeypatch.setattr(running._registry, "waker", None)

    assert running.poll() == 0
    assert running.run_ready_jobs() == 1
    assert read(instance).state == "completed"


def test_commands_of_jobs_name_themselves(alice: Actor) -> None:
    """``start_called_instance`` and ``return_to_caller`` are told by the history."""
    instance = builders.start(caller(builders.deploy(ASK)))
    (child,) = children(instance)
    complete(tasks(child)["ask"], alice)
    running.run_ready_jobs()

    commands = rows(
        "SELECT command FROM history_event JOIN process_instance"
        " ON process_instance.id = process_instance_id"
        " WHERE parent_id IS NULL ORDER BY history_event.revision"
    )
    assert commands == [("start_process_instance",), ("return_to_caller",)]
