"""Signals: everybody of the tenant hears one who waits for it, nobody else does."""

import pytest

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.identity.contracts import Actor
from bpm.identity.models import Tenant
from bpm.jobs import running
from bpm.messages.errors import InvalidMessageError
from bpm.runtime import queries
from bpm.runtime.commands.broadcast_signal import broadcast_signal
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.signals import Signal
from tests import builders
from tests.builders import END, START, chain, flow, user_task
from tests.integration.runtime.acting import complete, open_jobs, outcomes, read, tasks

pytestmark = pytest.mark.django_db(transaction=True)

ROOTS = '<bpmn:signal id="s" name="alert"/>'
TRIGGER = '<bpmn:signalEventDefinition signalRef="s"/>'
CATCH = f'<bpmn:intermediateCatchEvent id="hear">{TRIGGER}</bpmn:intermediateCatchEvent>'
THROW = f'<bpmn:intermediateThrowEvent id="call">{TRIGGER}</bpmn:intermediateThrowEvent>'


def listener(actor: Actor | None = None) -> str:
    return builders.deploy(chain(START, CATCH, END), roots=ROOTS, actor=actor)


def test_all_hear_a_broadcast_who_wait_for_it(system: Actor) -> None:
    key = listener()
    first, second = builders.start(key), builders.start(key)

    view = broadcast_signal(Signal(name="alert", variables={"why": "fire"}), actor=system)

    assert (view.name, view.reached) == ("alert", 2)
    assert running.run_ready_jobs() == 2
    for instance in (first, second):
        found = read(instance)
        assert (found.state, found.variables) == ("completed", {"why": "fire"})
    assert broadcast_signal(Signal(name="alert"), actor=system).reached == 0


def test_a_thrown_signal_reaches_other_instances_and_not_other_tenants(system: Actor) -> None:
    ours = builders.start(listener())
    tenant = Tenant.objects.create(id=new_id(), name="globex")
    stranger = builders.system(tenant.id)
    theirs = builders.start(listener(stranger), actor=stranger)
    thrower = builders.deploy(chain(START, THROW, END), roots=ROOTS)

    assert builders.start(thrower).state == "completed"
    assert running.run_ready_jobs() == 1

    assert read(ours).state == "completed"

    found = queries.get_process_instance(theirs.id, actor=stranger, include_variables=False)
    assert found.state == "active"


def test_who_has_gone_on_meanwhile_hears_nothing(system: Actor) -> None:
    boundary = (
        chain(START, user_task("work"), user_task("next"), END)
        + f'<bpmn:boundaryEvent id="edge" attachedToRef="work">{TRIGGER}</bpmn:boundaryEvent>'
        + '<bpmn:endEvent id="caught"/>'
        + flow("b", "edge", "caught")
    )
    builders.group("reviewers")
    alice = builders.person("alice", "reviewers")
    instance = builders.start(builders.deploy(boundary, roots=ROOTS))

    broadcast_signal(Signal(name="alert"), actor=system)
    complete(tasks(instance)["work"], alice)
    running.run_ready_jobs()

    assert set(tasks(instance)) == {"next"}
    assert "caught" not in outcomes(instance)
    assert open_jobs() == ()


def test_a_suspended_instance_does_not_hear(system: Actor) -> None:
    instance = builders.start(listener())
    suspend_process_instance(instance.id, actor=system)

    assert broadcast_signal(Signal(name="alert"), actor=system).reached == 0

    resume_process_instance(instance.id, actor=system)
    assert read(instance).state == "active"


def test_a_signal_on_its_way_waits_for_the_instance_to_be_resumed(system: Actor) -> None:
    instance = builders.start(listener())
    broadcast_signal(Signal(name="alert"), actor=system)
    suspend_process_instance(instance.id, actor=system)
    assert running.run_ready_jobs() == 0

    resume_process_instance(instance.id, actor=system)
    assert running.run_ready_jobs() == 1
    assert read(instance).state == "completed"


def test_cancelling_ends_what_waits_and_what_is_on_its_way(system: Actor) -> None:
    instance = builders.start(listener())
    broadcast_signal(Signal(name="alert"), actor=system)

    cancel_process_instance(instance.id, reason=None, actor=system)

    assert open_jobs() == ()
    assert read(instance).state == "cancelled"


def test_a_handler_hears_again_and_its_instance_ends_whole(system: Actor) -> None:
    handler = (
        '<bpmn:subProcess id="h" triggeredByEvent="true">'
        + chain(
            f'<bpmn:startEvent id="h_in" isInterrupting="false">{TRIGGER}</bpmn:startEvent>',
            user_task("note"),
            '<bpmn:endEvent id="h_out"/>',
        )
        + "</bpmn:subProcess>"
    )
    builders.group("reviewers")
    alice = builders.person("alice", "reviewers")
    body = chain(START, user_task("work"), END) + handler
    instance = builders.start(builders.deploy(body, roots=ROOTS))
    for _ in range(2):
        assert broadcast_signal(Signal(name="alert"), actor=system).reached == 1
        running.run_ready_jobs()

    complete(tasks(instance)["work"], alice)
    assert read(instance).state == "active"
    notes = [place.user_task_id for place in read(instance).waiting_at if place.user_task_id]
    assert len(notes) == 2
    for note in notes:
        complete(note, alice)
    assert read(instance).state == "completed"


def test_a_signal_needs_a_name(system: Actor) -> None:
    with pytest.raises(InvalidMessageError):
        broadcast_signal(Signal(name=""), actor=system)


def test_a_timer_handler_fires_and_is_gone_with_its_instance(system: Actor) -> None:
    handler = (
        '<bpmn:subProcess id="h" triggeredByEvent="true">'
        + chain(
            '<bpmn:startEvent id="h_in"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H'
            "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:startEvent>",
            '<bpmn:endEvent id="h_out"/>',
        )
        + "</bpmn:subProcess>"
    )
    builders.group("reviewers")
    alice = builders.person("alice", "reviewers")
    key = builders.deploy(chain(START, user_task("work"), END) + handler)
    late, early = builders.start(key), builders.start(key)
    complete(tasks(early)["work"], alice)
    assert read(early).state == "completed"

    (job,) = open_jobs()
    with clock.frozen(job.due_at):
        running.poll()
        running.run_ready_jobs()

    assert read(late).state == "completed"
    assert outcomes(late)["work"] == "cancelled"
