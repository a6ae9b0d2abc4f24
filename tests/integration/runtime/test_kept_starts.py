"""Messages that are kept begin processes that are deployed, or resumed, later: exactly once."""

from functools import partial
from uuid import uuid4

import pytest

from bpm.base import clock
from bpm.definitions.contracts import ResourceContent
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission
from bpm.messages.contracts import Message
from bpm.messages.models import KeptMessage
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.publish_message import Publication, publish_message
from bpm.runtime.commands.resume_process_definition import resume_process_definition
from bpm.runtime.commands.suspend_process_definition import suspend_process_definition
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, chain, model, user_task
from tests.concurrency.racing import race
from tests.integration.runtime.test_starts import (
    MINUTE,
    NOON,
    ORDERED,
    ROOTS,
    deploy_version,
    instances_of,
    let_pass,
    waits_after,
)
from tests.integration.runtime.test_starts_with_all_triggers import LETTER, body

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key() -> str:
    return f"process_{uuid4().hex[:12]}"


@pytest.fixture
def sender() -> Actor:
    builders.group("senders")
    identity_services.set_group_permissions(
        builders.system(), group="senders", permissions=[Permission.START_INSTANCES]
    )
    return builders.person("sender", "senders")


def publish(sender: Actor, **settings: object) -> None:
    message = Message(name="order", **settings)  # type: ignore[arg-type]  # any of its fields
    publish_message(Publication(message=message, time_to_live="PT1H"), actor=sender)


def kept() -> int:
    return KeptMessage.objects.count()


def test_a_process_deployed_later_begins_once_with_each_that_fits(
    system: Actor, sender: Actor, key: str
) -> None:
    with clock.frozen(NOON):
        publish(sender, business_key="B-1", variables={"sum": "5"})
        publish(sender, correlation_key="17")
        publish(sender, definition_key=key)
        publish(sender, definition_key="another")
        publish(sender, activity_id="elsewhere")
        publish(sender, process_instance_id=uuid4())
    with clock.frozen(NOON + 59 * MINUTE):
        deploy_version(system, key, waits_after(ORDERED))
        let_pass()
        let_pass()
    assert (len(instances_of(key)), kept()) == (3, 3)
    # A later version, which takes over, finds nothing that the first has used up.
    with clock.frozen(NOON + 59 * MINUTE):
        deploy_version(system, key, chain(begins_with_order(), user_task("other"), END))
        let_pass()
    assert (len(instances_of(key)), find_problems()) == (3, [])


def begins_with_order() -> str:
    return f'<bpmn:startEvent id="begin">{ORDERED}</bpmn:startEvent>'


def test_what_has_expired_begins_nothing(system: Actor, sender: Actor, key: str) -> None:
    with clock.frozen(NOON):
        publish(sender)
    with clock.frozen(NOON + 60 * MINUTE):
        deploy_version(system, key, waits_after(ORDERED))
        let_pass()
    assert list(instances_of(key)) == []


def test_only_what_its_sender_may_start_begins(system: Actor, key: str) -> None:
    publish(builders.person("guest"))
    deploy_version(system, key, waits_after(ORDERED))
    let_pass()
    assert (list(instances_of(key)), kept()) == ([], 1)


def test_a_dry_run_uses_nothing_up(system: Actor, sender: Actor, key: str) -> None:
    publish(sender)
    content = model(key, waits_after(ORDERED), roots=ROOTS).encode()
    resource = ResourceContent(name="a.bpmn", content=content)
    deploy_resources(actor=system, name="a", resources=[resource], dry_run=True)
    let_pass()
    assert (list(instances_of(key)), kept()) == ([], 1)


def test_a_process_that_is_resumed_begins_with_what_came_meanwhile(
    system: Actor, sender: Actor, key: str
) -> None:
    id_, _ = deploy_version(system, key, waits_after(ORDERED))
    suspend_process_definition(definition_id=id_, actor=system)
    publish(sender)
    assert kept() == 1
    resume_process_definition(definition_id=id_, actor=system)
    let_pass()
    assert (len(instances_of(key)), kept()) == (1, 0)


def test_a_kept_message_may_be_one_of_all_that_have_to_happen(
    system: Actor, sender: Actor, key: str
) -> None:
    publish(sender, variables={"a": "1"})
    deploy_version(system, key, body(ORDERED + LETTER))
    let_pass()
    assert (list(instances_of(key)), kept()) == ([], 0)
    assert correlate_message(Message(name="letter"), actor=system).started


def test_publishing_beside_a_deployment_begins_exactly_one(system: Actor, sender: Actor) -> None:
    for _ in range(4):
        key = f"process_{uuid4().hex[:12]}"
        first = partial(publish, sender, definition_key=key)
        done = race([first, partial(deploy_version, system, key, waits_after(ORDERED))])
        assert done == ["ok", "ok"]
        let_pass()
        assert (len(instances_of(key)), kept()) == (1, 0)
