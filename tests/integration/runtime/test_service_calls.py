"""Service tasks: one call at a time, each under one key, and what its outcome leads to."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from bpm.base import clock
from bpm.connectors import services
from bpm.connectors.contracts import ServiceCall
from bpm.connectors.errors import ConnectorError
from bpm.core.engine.contracts import CompleteCall
from bpm.core.values import Value
from bpm.definitions.errors import DeploymentRefusedError
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.complete_job import complete_job
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.job_handlers import HANDLERS
from tests import builders
from tests.builders import END, START, chain, flow, script, user_task
from tests.integration.runtime.acting import open_incidents, open_jobs, outcomes, read, rows, tasks
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

OOPS = '<bpmn:error id="oops" errorCode="OOPS"/>'


class Outside:
    """Stands in for the other side: notes each call, and answers as it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Value]]] = []
        self.answers: list[Value | Exception] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, call: ServiceCall, *, idempotency_key: str, tenant_id: object) -> Value:
        assert not connection.in_atomic_block
        self.calls.append((idempotency_key, dict(call.parameters)))
        self.meanwhile()
        answer = self.answers.pop(0) if self.answers else {"receipt": Decimal(7)}
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def keys(self) -> list[str]:
        """Return the idempotency keys, in order."""
        return [key for key, _ in self.calls]


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    found = Outside()
    monkeypatch.setattr(services, "call", found)
    return found


def service(more: str = "", *, body: str = "={amount: amount}", retry: str = "R2/PT1S") -> str:
    return (
        '<bpmn:serviceTask id="pay"><bpmn:extensionElements>'
        '<bpm:service connector="http" resultVariable="answer">'
        '<bpm:parameter name="method">POST</bpm:parameter>'
        '<bpm:parameter name="url">https://pay.example.org/</bpm:parameter>'
        f'<bpm:parameter name="body">{body}</bpm:parameter></bpm:service>'
        f'<bpm:retry cycle="{retry}"/>{more}</bpmn:extensionElements></bpmn:serviceTask>'
    )


def paying(task: str | None = None) -> ProcessInstanceView:
    key = builders.deploy(chain(START, task or service(), END))
    return builders.start(key, {"amount": Decimal(5)})


def work_later(seconds: int) -> int:
    """Poll and work as the suite does a while later."""
    with clock.frozen(clock.now() + timedelta(seconds=seconds)):
        running.poll()
        return running.run_ready_jobs()


def failure(message: str = "The shop is closed.", *, permanent: bool = False) -> ConnectorError:
    return ConnectorError(message, permanent=permanent, kind="http_status", status=Decimal(503))


def test_a_call_is_made_once_and_its_result_kept(outside: Outside) -> None:
    instance = paying()
    (place,) = instance.waiting_at
    (job,) = open_jobs()
    assert (place.activity_id, place.job_id, job.kind) == ("pay", job.id, "service_call")
    assert outside.calls == []

    running.run_ready_jobs()

    done = read(instance)
    assert (done.state, done.variables) == (
        "completed",
        {"amount": 5, "answer": {"receipt": 7}},
    )
    ((key, parameters),) = outside.calls
    assert key == str(job.id)
    assert parameters["body"] == {"amount": Decimal(5)}


def test_attempts_share_one_key_until_an_incident_is_mended(
    outside: Outside, system: Actor
) -> None:
    outside.answers = [failure(), failure(), {"receipt": Decimal(8)}]
    instance = paying()
    running.run_ready_jobs()
    assert not open_incidents()

    work_later(5)

    (incident,) = open_incidents()
    assert (incident.kind, incident.activity_id) == ("job_failed", "pay")
    assert incident.message == "The shop is closed."
    update_variables(instance.id, variables={"amount": Decimal(6)}, actor=system)
    retry_incident(incident.id, actor=system)
    running.run_ready_jobs()

    assert read(instance).state == "completed"
    assert len(set(outside.keys)) == 1
    assert [parameters["body"] for _, parameters in outside.calls] == [
        {"amount": 5},
        {"amount": 5},
        {"amount": 6},
    ]
    assert not open_incidents()


def test_a_permanent_failure_is_not_tried_again(outside: Outside) -> None:
    outside.answers = [failure("It is not allowed.", permanent=True)]
    paying()

    running.run_ready_jobs()

    (incident,) = open_incidents()
    assert incident.message == "It is not allowed."
    assert len(outside.calls) == 1


def test_a_parameter_that_cannot_be_read_is_mended_and_retried(
    outside: Outside, system: Actor
) -> None:
    instance = paying(service(body="={total: missing}"))
    running.run_ready_jobs()
    (incident,) = open_incidents()
    assert "missing" in incident.message
    assert outside.calls == []

    update_variables(instance.id, variables={"missing": Decimal(1)}, actor=system)
    retry_incident(incident.id, actor=system)
    running.run_ready_jobs()

    assert read(instance).state == "completed"


def test_a_result_that_is_too_large_is_not_asked_for_twice(outside: Outside) -> None:
    outside.answers = ["x" * 2_000_000]
    paying()

    running.run_ready_jobs()

    (incident,) = open_incidents()
    assert incident.activity_id == "pay"
    assert len(outside.calls) == 1


def test_a_failure_that_the_model_knows_takes_its_path(outside: Outside) -> None:
    outside.answers = [failure()]
    mapping = '<bpm:errorMapping when="error.status = 503" errorCode="OOPS"/>'
    body = (
        chain(START, service(mapping), END) + '<bpmn:boundaryEvent id="edge" attachedToRef="pay">'
        '<bpmn:errorEventDefinition errorRef="oops"/></bpmn:boundaryEvent>'
        + user_task("mend")
        + '<bpmn:endEvent id="end2"/>'
        + flow("f3", "edge", "mend")
        + flow("f4", "mend", "end2")
    )
    builders.group("reviewers")
    instance = builders.start(builders.deploy(body, roots=OOPS), {"amount": Decimal(5)})

    running.run_ready_jobs()

    assert list(tasks(instance)) == ["mend"]
    assert outcomes(instance)["pay"] == "cancelled"
    assert open_jobs() == ()


def test_a_payment_made_while_suspended_is_not_made_again(outside: Outside, system: Actor) -> None:
    instance = paying()
    outside.meanwhile = lambda: suspend_process_instance(instance.id, actor=system)

    running.run_ready_jobs()

    (job,) = open_jobs()
    assert (job.state, job.suspended, job.retries_left) == ("ready", True, 1)
    assert running.run_ready_jobs() == 0
    resume_process_instance(instance.id, actor=system)
    running.run_ready_jobs()
    assert read(instance).variables == {"amount": 5, "answer": {"receipt": 7}}
    assert len(outside.calls) == 1


def test_a_failure_while_suspended_counts_when_resumed(outside: Outside, system: Actor) -> None:
    instance = paying()
    outside.meanwhile = lambda: suspend_process_instance(instance.id, actor=system)
    outside.answers = [failure()]
    running.run_ready_jobs()
    assert open_jobs()[0].retries_left == 1
    outside.meanwhile = lambda: None

    resume_process_instance(instance.id, actor=system)
    running.run_ready_jobs()

    (job,) = open_jobs()
    assert (job.state, job.retries_left) == ("armed", 0)
    work_later(5)
    assert read(instance).state == "completed"
    assert len(outside.calls) == 2


def test_a_result_after_a_cancellation_is_refused(outside: Outside, system: Actor) -> None:
    instance = paying()
    outside.meanwhile = lambda: cancel_process_instance(instance.id, reason=None, actor=system)

    running.run_ready_jobs()

    assert read(instance).state == "cancelled"
    assert open_jobs() == ()


def test_complete_job_needs_the_lease(outside: Outside, system: Actor) -> None:
    instance = paying()
    (job,) = lease()
    answer = CompleteCall(visit=job.visit or 0, result="late")
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        running.poll()

    with pytest.raises(JobLostError):
        complete_job(job, answer)
    running.run_ready_jobs()

    assert read(instance).variables == {"amount": 5, "answer": {"receipt": 7}}


def lease() -> tuple[LeasedJob, ...]:
    """Lease what is ready."""
    found = jobs.acquire_jobs(
        kinds=tuple(HANDLERS), worker="test", limit=9, lease=timedelta(seconds=60)
    )
    return tuple(found)


def test_a_dead_worker_leaves_a_suspended_call_to_others(outside: Outside, system: Actor) -> None:
    instance = paying()
    lease()
    suspend_process_instance(instance.id, actor=system)
    assert rows("SELECT state, suspended FROM job") == [("leased", True)]

    with clock.frozen(clock.now() + timedelta(minutes=5)):
        running.poll()
        assert running.run_ready_jobs() == 0
        resume_process_instance(instance.id, actor=system)
        assert running.run_ready_jobs() == 1

    assert read(instance).state == "completed"


def test_a_slow_call_does_not_hold_up_other_jobs(outside: Outside) -> None:
    step = script("add", "1 + 1", "n", extensions='<bpm:async before="true"/>')
    key = builders.deploy(chain(START, step, END))
    states: list[str] = []

    def wait_for_another() -> None:
        instance = builders.start(key)
        assert wait_until(lambda: read(instance).state == "completed")
        states.append(read(instance).state.value)

    outside.meanwhile = wait_for_another
    paying()

    running.run_ready_jobs()

    assert states == ["completed"]


def test_calls_of_several_instances_are_made_side_by_side(outside: Outside) -> None:
    together = threading.Barrier(4)
    outside.meanwhile = lambda: together.wait(timeout=20)
    instances = [paying() for _ in range(4)]

    assert running.run_ready_jobs() == 4

    assert {read(instance).state.value for instance in instances} == {"completed"}


@pytest.mark.parametrize(
    ("settings", "element"),
    [
        ('<bpm:service connector="telegraph"/>', "pay"),
        ('<bpm:service connector="http"/>', "pay"),
        ("", "pay"),
    ],
)
def test_calls_that_cannot_be_made_are_not_deployed(settings: str, element: str) -> None:
    task = (
        f'<bpmn:serviceTask id="pay"><bpmn:extensionElements>{settings}'
        "</bpmn:extensionElements></bpmn:serviceTask>"
    )

    with pytest.raises(DeploymentRefusedError) as refusal:
        builders.deploy(chain(START, task, END))

    assert {problem.element_id for problem in refusal.value.problems} == {element}
