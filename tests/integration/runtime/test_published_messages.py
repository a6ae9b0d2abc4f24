"""Messages that are published: for one or for all, and kept where nobody waits for them yet."""

from datetime import timedelta

import pytest

from bpm.base import clock
from bpm.config.sweeping import sweep
from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.messages.contracts import Message, PublicationMode
from bpm.messages.errors import (
    InvalidMessageError,
    MessageAmbiguousError,
    MessageNotAwaitedError,
    MessageSuspendedError,
)
from bpm.messages.models import KeptMessage
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.hand_over_message import hand_over_message
from bpm.runtime.commands.publish_message import Publication, publish_message
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.job_handlers import HANDLERS
from bpm.runtime.message_views import PublicationView
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.integration.runtime.acting import open_jobs, read, rows, tasks
from tests.integration.runtime.test_messages import CATCH, DEFINITION, KEYED, PLAIN, waiting
from tests.integration.runtime.test_starts import begins

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = "PT1H"


def publish(message: Message, *, lives: str | None = None, to_all: bool = False) -> PublicationView:
    mode = PublicationMode.ALL if to_all else PublicationMode.ONE
    publication = Publication(message=message, mode=mode, time_to_live=lives)
    return publish_message(publication, actor=builders.system())


def deploy_begun_by_it() -> str:
    return builders.deploy(chain(begins(DEFINITION, id_="start"), END), roots=PLAIN)


def kept() -> int:
    return KeptMessage.objects.count()


def test_one_who_waits_receives_it_in_the_same_command() -> None:
    instance = waiting()

    view = publish(Message(name="paid", variables={"sum": "5"}), lives=HOUR)

    assert (view.reached, view.started, view.kept_until) == (1, 0, None)
    assert view.receiver is not None
    assert view.receiver.process_instance_id == instance.id
    assert read(instance).variables == {"order": "17", "sum": "5"}
    assert kept() == 0


def test_it_is_for_one_or_refused() -> None:
    waiting()
    waiting()

    with pytest.raises(MessageAmbiguousError):
        publish(Message(name="paid"), lives=HOUR)

    assert kept() == 0


def test_all_who_wait_receive_it_and_nobody_else(system: Actor) -> None:
    first, second = waiting(business_key="A"), waiting(business_key="B")
    other = waiting(KEYED)
    suspended = waiting()
    suspend_process_instance(suspended.id, actor=system)

    view = publish(Message(name="paid", variables={"sum": "5"}), to_all=True)

    assert (view.reached, view.receiver) == (2, None)
    assert read(first).state == "active"
    assert running.run_ready_jobs() == 2
    assert [read(found).state for found in (first, second)] == ["completed"] * 2
    assert read(first).variables == {"order": "17", "sum": "5"}
    assert [read(other).state, read(suspended).state] == ["active", "suspended"]


def test_all_that_begin_with_it_begin_with_its_business_key() -> None:
    key = deploy_begun_by_it()

    view = publish(Message(name="paid", business_key="B-1", definition_key=key), to_all=True)
    running.run_ready_jobs()

    assert (view.reached, view.started) == (0, 1)
    assert rows("SELECT definition_key, business_key FROM process_instance") == [(key, "B-1")]


def test_one_begins_a_process_where_nobody_waits() -> None:
    deploy_begun_by_it()

    view = publish(Message(name="paid"), lives=HOUR)

    assert (view.reached, view.started) == (0, 1)
    assert view.receiver is not None
    assert view.receiver.started


def test_it_waits_for_who_begins_to_wait() -> None:
    message = Message(name="paid", correlation_key="17", variables={"sum": "5"})
    view = publish(message, lives=HOUR)
    assert view.kept_until is not None
    assert view.kept_until - clock.now() <= timedelta(hours=1)
    assert "No instance waits" in (view.reason or "")

    other = waiting(KEYED, order="18")
    instance = waiting(KEYED)

    assert [job.kind for job in open_jobs()] == ["hand_over_message"]
    assert running.run_ready_jobs() == 1
    assert read(instance).variables == {"order": "17", "sum": "5"}
    assert read(instance).state == "completed"
    assert read(other).state == "active"
    assert kept() == 0


@pytest.mark.parametrize("to_all", [False, True])
def test_the_first_who_waits_has_it_and_the_oldest_goes_first(to_all: bool) -> None:
    for order in ("first", "second"):
        publish(Message(name="paid", variables={"turn": order}), lives=HOUR, to_all=to_all)

    instances = [waiting() for _ in range(3)]
    running.run_ready_jobs()

    assert [read(found).state for found in instances] == ["completed", "completed", "active"]
    taken = {str((read(found).variables or {})["turn"]) for found in instances[:2]}
    assert taken == {"first", "second"}
    assert running.run_ready_jobs() == 0


def test_a_loop_receives_what_is_kept_one_after_the_other(alice: Actor) -> None:
    for _ in range(2):
        publish(Message(name="paid"), lives=HOUR)
    body = chain(START, user_task("work"), END) + (
        '<bpmn:boundaryEvent id="edge" attachedToRef="work" cancelActivity="false">'
        f'{DEFINITION}</bpmn:boundaryEvent><bpmn:endEvent id="end2"/>'
        '<bpmn:sequenceFlow id="f3" sourceRef="edge" targetRef="end2"/>'
    )

    instance = builders.start(builders.deploy(body, roots=PLAIN))

    assert running.run_ready_jobs() == 2
    assert kept() == 0
    assert list(tasks(instance)) == ["work"]


def test_who_is_resumed_finds_what_came_meanwhile(system: Actor) -> None:
    instance = waiting()
    suspend_process_instance(instance.id, actor=system)
    with pytest.raises(MessageSuspendedError):
        publish(Message(name="paid"))
    assert publish(Message(name="paid"), lives=HOUR).kept_until is not None

    resume_process_instance(instance.id, actor=system)

    assert running.run_ready_jobs() == 1
    assert read(instance).state == "completed"


def test_called_instances_find_it_too() -> None:
    publish(Message(name="paid"), lives=HOUR)
    called = builders.deploy(chain(START, CATCH, END), roots=PLAIN)
    call = f'<bpmn:callActivity id="call" calledElement="{called}"/>'

    instance = builders.start(builders.deploy(chain(START, call, END)))
    running.run_ready_jobs()

    assert read(instance).state == "completed"


def test_what_is_over_is_not_handed_over() -> None:
    publish(Message(name="paid"), lives=HOUR)
    publish(Message(name="paid"), lives="PT2H")
    KeptMessage.objects.filter(expires_at__lt=clock.now() + timedelta(hours=1.5)).update(
        expires_at=clock.now()
    )

    sweep()

    assert kept() == 1
    KeptMessage.objects.update(expires_at=clock.now())
    instance = waiting()
    assert running.run_ready_jobs() == 0
    assert read(instance).state == "active"


@pytest.mark.parametrize(
    "message",
    [
        Message(name="other"),
        Message(name="paid", correlation_key="17"),
        Message(name="paid", business_key="B-2"),
        Message(name="paid", activity_id="elsewhere"),
        Message(name="paid", definition_key="elsewhere"),
    ],
)
def test_it_is_for_nobody_else(message: Message) -> None:
    publish(message, lives=HOUR)

    waiting(business_key="B-1")

    assert (open_jobs(), kept()) == ((), 1)


def test_a_job_whose_message_was_taken_leaves_its_visit_waiting(system: Actor) -> None:
    publish(Message(name="paid"), lives=HOUR)
    instance = waiting()
    KeptMessage.objects.all().delete()

    running.run_ready_jobs()

    assert read(instance).state == "active"
    correlate_message(Message(name="paid"), actor=system)
    assert read(instance).state == "completed"


def test_a_message_outlives_who_would_have_had_it(system: Actor) -> None:
    publish(Message(name="paid"), lives=HOUR)
    cancel_process_instance(waiting().id, reason=None, actor=system)

    assert (open_jobs(), kept()) == ((), 1)


def test_one_message_id_is_one_message() -> None:
    message = Message(name="paid", message_id="4711")

    first = publish(message, lives=HOUR)

    assert publish(message, lives=HOUR) == first
    assert kept() == 1


@pytest.mark.parametrize(
    ("lives", "mode"),
    [
        ("soon", PublicationMode.ONE),
        ("P1M", PublicationMode.ONE),
        ("-PT1H", PublicationMode.ONE),
        ("P32D", PublicationMode.ONE),
        ("P99999999999D", PublicationMode.ONE),
        (HOUR, PublicationMode.START_ONLY),
    ],
)
def test_times_that_no_message_lives(lives: str, mode: PublicationMode) -> None:
    publication = Publication(message=Message(name="paid"), mode=mode, time_to_live=lives)

    with pytest.raises(InvalidMessageError) as raised:
        publish_message(publication, actor=builders.system())

    assert [problem.pointer for problem in raised.value.problems] == ["/time_to_live"]


@pytest.mark.parametrize("mode", list(PublicationMode))
def test_without_a_time_to_live_nobody_means_nothing(mode: PublicationMode) -> None:
    publication = Publication(message=Message(name="paid"), mode=mode, time_to_live="PT0S")

    with pytest.raises(MessageNotAwaitedError):
        publish_message(publication, actor=builders.system())

    assert kept() == 0


def test_the_history_tells_who_sent_it(system: Actor) -> None:
    publish(Message(name="paid"), lives=HOUR)
    instance: ProcessInstanceView = waiting()
    running.run_ready_jobs()

    found = rows(
        "SELECT events->0->>'type', events->0->>'sent_by' FROM history_event"
        " WHERE command = %s AND process_instance_id = %s",
        hand_over_message.__name__,
        instance.id,
    )
    assert found == [("message_received", system.username)]
    assert "hand_over_message" in HANDLERS
