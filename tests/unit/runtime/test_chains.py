"""What follows from one command by signals and messages alone comes to an end."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from bpm.core.values import JsonObject
from bpm.jobs.contracts import NewJob
from bpm.runtime.chains import LONGEST, Chain, carry_on, hand_on, read_chain

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SOME_ID = UUID(int=1)


def new_job(kind: str) -> NewJob:
    return NewJob(
        id=uuid4(),
        tenant_id=SOME_ID,
        root_instance_id=SOME_ID,
        process_instance_id=SOME_ID,
        definition_id=SOME_ID,
        definition_key="p",
        visit=None,
        activity_id="throw",
        kind=kind,
        due_at=NOON,
        created_at=NOON,
        payload={"name": "alarm"},
    )


def thrown(number: int, chain: Chain) -> list[Chain]:
    """Return where the commands stand that follow from one which throws so often."""
    jobs = [new_job("start_instance") for _ in range(number)]
    return [read_chain(job.payload, now=NOON) for job in hand_on(jobs, chain)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_throws_itself_ends_however_often_it_does(number: int) -> None:
    carried_out, waiting = 0, [Chain()]
    while waiting:
        chain = waiting.pop()
        if not chain.is_endless:
            carried_out += 1
            waiting += thrown(number, chain)

    assert LONGEST / 3 < carried_out <= LONGEST + 1


def test_a_broadcast_reaches_everybody_and_they_answer() -> None:
    reached = thrown(5 * LONGEST, Chain())
    answers = thrown(2, reached[0])

    assert not any(chain.is_endless for chain in [*reached, *answers])


def test_what_has_waited_begins_a_new_chain() -> None:
    told: JsonObject = {"depth": Decimal(900), "left": Decimal(0), "at": NOON.isoformat()}
    payload: JsonObject = {"chain": told}

    assert read_chain(payload, now=NOON + timedelta(seconds=59)).is_endless
    assert read_chain(payload, now=NOON + timedelta(seconds=61)) == Chain()
    assert read_chain({}, now=NOON) == Chain()


@pytest.mark.parametrize("kind", ["async_before", "async_after"])
def test_what_goes_on_in_the_background_stands_where_it_stood(kind: str) -> None:
    jobs = {1: new_job(kind), 2: new_job("timer")}

    carry_on(jobs, Chain(depth=7, left=3))

    assert read_chain(jobs[1].payload, now=NOON) == Chain(depth=7, left=3)
    assert read_chain(jobs[2].payload, now=NOON) == Chain()


def test_what_follows_from_nothing_carries_nothing() -> None:
    jobs = {1: new_job("async_before")}

    carry_on(jobs, Chain())

    assert jobs[1].payload == {"name": "alarm"}
