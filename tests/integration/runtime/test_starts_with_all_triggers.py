"""Start events all of whose triggers have to happen: kept until the rest has, then used up."""

import json
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection

from bpm.base import clock
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import ResourceContent
from bpm.identity.contracts import Actor
from bpm.messages.contracts import Message, PublicationMode
from bpm.messages.errors import MessageSuspendedError
from bpm.runtime.commands.broadcast_signal import broadcast_signal
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.evaluate_conditions import evaluate_conditions
from bpm.runtime.commands.publish_message import Publication, publish_message
from bpm.runtime.commands.resume_process_definition import resume_process_definition
from bpm.runtime.commands.suspend_process_definition import suspend_process_definition
from bpm.runtime.message_views import CorrelationView
from bpm.runtime.signals import Signal
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.concurrency.racing import race
from tests.integration.runtime.test_starts import (
    ALARMED,
    CYCLE,
    MINUTE,
    NOON,
    ORDERED,
    ROOTS,
    deploy_version,
    instances_of,
    let_pass,
    owners_of,
    timed,
)

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = '<bpmn:messageEventDefinition messageRef="letter"/>'
HOT = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>heat &gt; 30</bpmn:condition>"
    "</bpmn:conditionalEventDefinition>"
)


def body(triggers: str, *, id_: str = "begin", task: str = "work") -> str:
    event = f'<bpmn:startEvent id="{id_}" parallelMultiple="true">{triggers}</bpmn:startEvent>'
    return chain(event, user_task(task), END)


@pytest.fixture
def key() -> str:
    return f"process_{uuid4().hex[:12]}"


def send(actor: Actor, name: str, **settings: object) -> CorrelationView:
    return correlate_message(Message(name=name, **settings), actor=actor)  # type: ignore[arg-type]  # any of its fields


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM start_occurrence")
        return int(cursor.fetchone()[0])


def variables_of(instance_id: UUID | None) -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT variables::text FROM process_instance WHERE id = %s", [instance_id])
        return dict(json.loads(cursor.fetchone()[0]))


def test_nothing_begins_before_the_last_and_then_one_instance_with_all(
    system: Actor, key: str
) -> None:
    deploy_version(system, key, body(ORDERED + LETTER))
    first = send(system, "order", variables={"a": "1", "both": "order"})
    assert (first.process_instance_id, first.state, first.started) == (None, None, False)
    assert [(one.kind, one.name) for one in first.awaits] == [("message", "letter")]
    assert (instances_of(key), kept()) == ([], 1)
    last = send(system, "letter", variables={"b": "2", "both": "letter"}, business_key="B-1")
    assert (last.started, last.business_key, last.awaits) == (True, "B-1", ())
    assert variables_of(last.process_instance_id) == {"a": "1", "b": "2", "both": "letter"}
    assert (len(instances_of(key)), kept()) == (1, 0)
    # The negative twin: what has begun an instance begins no other.
    assert send(system, "letter").process_instance_id is None
    assert len(instances_of(key)) == 1


def test_keys_decide_what_belongs_together_and_the_oldest_goes_first(
    system: Actor, key: str
) -> None:
    deploy_version(system, key, body(ORDERED + LETTER))
    for number in ("1", "2", None, "1"):
        send(system, "order", correlation_key=number, variables={"of": number or "none"})
    assert kept() == 4
    began = send(system, "letter", correlation_key="2")
    assert variables_of(began.process_instance_id) == {"of": "2"}
    assert send(system, "letter", correlation_key="3").process_instance_id is None
    began = send(system, "letter")
    assert variables_of(began.process_instance_id) == {"of": "none"}
    for _ in range(2):
        assert send(system, "letter", correlation_key="1").started
    assert (len(instances_of(key)), kept()) == (4, 1)


def test_different_business_keys_do_not_meet(system: Actor, key: str) -> None:
    deploy_version(system, key, body(ORDERED + LETTER))
    send(system, "order", business_key="B-1")
    assert send(system, "letter", business_key="B-2").process_instance_id is None
    assert send(system, "letter", business_key="B-1").business_key == "B-1"
    assert send(system, "order").business_key == "B-2"
    assert kept() == 0


def test_signal_timer_condition_and_message_together(system: Actor, key: str) -> None:
    with clock.frozen(NOON):
        deploy_version(system, key, body(ALARMED + timed(CYCLE) + HOT + ORDERED))
        for _ in range(2):
            assert broadcast_signal(Signal(name="alarm"), actor=system).started == 0
        assert evaluate_conditions({"heat": Decimal(31)}, actor=system).started == ()
        send(system, "order", business_key="B-7")
    assert kept() == 3
    for minutes in (4, 5, 6):
        with clock.frozen(NOON + minutes * MINUTE):
            let_pass()
        assert len(instances_of(key)) == (0 if minutes == 4 else 1)
    # The timer has to come again as well, and so has all else.
    with clock.frozen(NOON + 17 * MINUTE):
        let_pass()
        assert len(instances_of(key)) == 1
        assert kept() == 1
        broadcast_signal(Signal(name="alarm"), actor=system)
        send(system, "order")
        (begun,) = evaluate_conditions({"heat": Decimal(40)}, actor=system).started
        assert begun.activity_id == "begin"
    assert (len(instances_of(key)), kept()) == (2, 0)
    assert find_problems() == []


def test_a_message_for_all_and_one_that_a_model_throws_count_too(system: Actor, key: str) -> None:
    deploy_version(system, key, body(ORDERED + LETTER))
    letter = Publication(message=Message(name="letter"), mode=PublicationMode.ALL)
    assert publish_message(letter, actor=system).started == 0
    thrower = builders.deploy(
        chain(
            START,
            '<bpmn:intermediateThrowEvent id="throw">' + ORDERED + "</bpmn:intermediateThrowEvent>",
            END,
        ),
        roots=ROOTS,
    )
    builders.start(thrower)
    let_pass()
    assert (len(instances_of(key)), kept()) == (1, 0)


def test_one_message_twice(system: Actor, key: str) -> None:
    deploy_version(system, key, body(ORDERED + ORDERED))
    assert send(system, "order").process_instance_id is None
    assert send(system, "order").started
    assert kept() == 0


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        (body(ORDERED + LETTER, task="other"), True),
        (body(LETTER + ORDERED), False),
        (body(ORDERED + LETTER, id_="elsewhere"), False),
        (body(ORDERED + LETTER + ALARMED), False),
        (chain(START, END), False),
    ],
)
def test_a_new_version_takes_over_what_it_waits_for_too(
    system: Actor, key: str, following: str, expected: bool
) -> None:
    deploy_version(system, key, body(ORDERED + LETTER))
    send(system, "order", variables={"a": "1"})
    # Who tries it out is told before it is lost.
    tried = deploy_resources(
        actor=system,
        name=key,
        resources=[
            ResourceContent(
                name=f"{key}.bpmn", content=builders.model(key, following, roots=ROOTS).encode()
            )
        ],
        dry_run=True,
    )
    lost = [(x.element_id, x.code) for x in tried.warnings if x.code == "start_given_up"]
    assert lost == ([] if expected else [("begin", "start_given_up")])
    newest, _ = deploy_version(system, key, following)
    assert kept() == (1 if expected else 0)
    if expected:
        assert owners_of(key) == {newest}
        assert variables_of(send(system, "letter").process_instance_id) == {"a": "1"}
        assert instances_of(key) == [newest]
    assert find_problems() == []


def test_suspended_versions_keep_what_has_happened(system: Actor, key: str) -> None:
    id_, _ = deploy_version(system, key, body(ORDERED + LETTER))
    send(system, "order")
    suspend_process_definition(definition_id=id_, actor=system)
    with pytest.raises(MessageSuspendedError):
        send(system, "letter")
    resume_process_definition(definition_id=id_, actor=system)
    assert send(system, "letter").started


def test_what_has_happened_is_told_and_files_in_it_are_held(system: Actor, key: str) -> None:
    id_, _ = deploy_version(system, key, body(ORDERED + LETTER))
    file_id = uuid4()
    send(system, "order", variables={"told": f"file {file_id}"})
    views = definitions.list_starts(system, id_)
    assert [(view.name, view.needs_all, view.happened) for view in views] == [
        ("order", True, 1),
        ("letter", True, 0),
    ]
    assert definitions.find_held_files([file_id, uuid4()]) == {file_id}


def test_the_last_two_at_once_begin_one_instance(system: Actor, key: str) -> None:
    deploy_version(system, key, body(ORDERED + LETTER))
    for round_ in range(1, 5):
        done = race([lambda: send(system, "order"), lambda: send(system, "letter")])
        assert done == ["ok", "ok"]
        assert (len(instances_of(key)), kept()) == (round_, 0)


def test_an_event_that_can_never_happen_begins_nothing(system: Actor, key: str) -> None:
    never = body(ORDERED + "<bpmn:timerEventDefinition/>")
    deploy_version(system, key, never)
    assert owners_of(key) == set()
    assert find_problems() == []
