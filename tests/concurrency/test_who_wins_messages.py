"""Publishing beside subscribing: neither misses the other, and no message is received twice."""

from functools import partial

import pytest

from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.messages.contracts import Message
from bpm.messages.models import EventSubscription, KeptMessage
from bpm.runtime.commands.publish_message import Publication, publish_message
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from tests import builders
from tests.builders import END, START, chain
from tests.concurrency.racing import race
from tests.integration.runtime.acting import read, rows
from tests.integration.runtime.test_messages import CATCH, PLAIN

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8
ENDED = "SELECT count(*) FROM process_instance WHERE state = 'completed'"


@pytest.fixture
def system() -> Actor:
    return builders.system()


def publication(message_id: str | None = None) -> Publication:
    message = Message(name="paid", message_id=message_id)
    return Publication(message=message, time_to_live="PT1H")


def test_a_message_and_who_begins_to_wait_never_miss_each_other(system: Actor) -> None:
    key = builders.deploy(chain(START, CATCH, END), roots=PLAIN)
    for number in range(ROUNDS):
        outcome = race(
            [
                partial(publish_message, publication(), actor=system),
                partial(builders.start, key),
            ]
        )
        running.run_ready_jobs()

        assert outcome == ["ok", "ok"]
        assert rows(ENDED) == [(number + 1,)]
        assert (EventSubscription.objects.count(), KeptMessage.objects.count()) == (0, 0)


def test_messages_and_receivers_are_paired_each_once(system: Actor) -> None:
    key = builders.deploy(chain(START, CATCH, END), roots=PLAIN)
    for _ in range(3):
        publish_message(publication(), actor=system)
    race([partial(builders.start, key)] * 4)

    race([running.run_ready_jobs] * 3)
    running.run_ready_jobs()

    assert rows(ENDED) == [(3,)]
    assert (EventSubscription.objects.count(), KeptMessage.objects.count()) == (1, 0)


def test_one_message_sent_twice_at_once_is_one(system: Actor) -> None:
    for number in range(ROUNDS):
        sending = partial(publish_message, publication(str(number)), actor=system)

        outcome = race([sending, sending])

        assert set(outcome) <= {"ok", "request_in_progress"}
        assert KeptMessage.objects.count() == number + 1


def test_a_message_and_who_is_resumed_never_miss_each_other(system: Actor) -> None:
    key = builders.deploy(chain(START, CATCH, END), roots=PLAIN)
    for _ in range(ROUNDS):
        instance = builders.start(key)
        suspend_process_instance(instance.id, actor=system)

        outcome = race(
            [
                partial(publish_message, publication(), actor=system),
                partial(resume_process_instance, instance.id, actor=system),
            ]
        )
        running.run_ready_jobs()

        assert outcome == ["ok", "ok"]
        assert read(instance).state == "completed"
        assert KeptMessage.objects.count() == 0
