"""Conditional events: looked at when variables are written, and after a rest."""

from decimal import Decimal

import pytest

from bpm.core.values import JsonObject
from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.contracts import ProcessInstanceView
from tests import builders
from tests.builders import END, START, chain
from tests.integration.runtime.acting import open_jobs, outcomes, read

pytestmark = pytest.mark.django_db(transaction=True)

TRIGGER = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>sum &gt; 100</bpmn:condition>"
    "</bpmn:conditionalEventDefinition>"
)
CATCH = f'<bpmn:intermediateCatchEvent id="high">{TRIGGER}</bpmn:intermediateCatchEvent>'


def waiting_for_sum() -> ProcessInstanceView:
    return builders.start(builders.deploy(chain(START, CATCH, END)))


def write(instance: ProcessInstanceView, actor: Actor, amount: int) -> JsonObject:
    view = update_variables(instance.id, variables={"sum": Decimal(amount)}, actor=actor)
    return view.variables


def test_a_variable_written_from_outside_lets_the_instance_go_on(system: Actor) -> None:
    instance = waiting_for_sum()
    assert [place.activity_id for place in read(instance).waiting_at] == ["high"]
    assert write(instance, system, 50) == {"sum": Decimal(50)}
    assert read(instance).state == "active"

    assert write(instance, system, 200) == {"sum": Decimal(200)}

    assert read(instance).state == "completed"
    assert outcomes(instance)["high"] == "completed"


def test_a_suspended_instance_looks_when_it_is_resumed(system: Actor) -> None:
    instance = waiting_for_sum()
    suspend_process_instance(instance.id, actor=system)
    for amount in (200, 300):
        write(instance, system, amount)
    assert running.run_ready_jobs() == 0
    assert (read(instance).state, len(open_jobs())) == ("suspended", 1)

    resume_process_instance(instance.id, actor=system)
    assert running.run_ready_jobs() == 1

    assert read(instance).state == "completed"
    assert open_jobs() == ()


def test_what_did_not_last_until_the_instance_is_resumed_does_not_count(system: Actor) -> None:
    instance = waiting_for_sum()
    suspend_process_instance(instance.id, actor=system)
    for amount in (200, 50):
        write(instance, system, amount)

    resume_process_instance(instance.id, actor=system)
    assert running.run_ready_jobs() == 1

    assert (read(instance).state, open_jobs()) == ("active", ())
    write(instance, system, 200)
    assert read(instance).state == "completed"
