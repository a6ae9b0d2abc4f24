"""Processes that begin each other without end come to an incident."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from bpm.base import clock
from bpm.base.search import SearchRequest
from bpm.identity.contracts import Actor
from bpm.jobs import running
from bpm.jobs.contracts import NewJob
from bpm.runtime import chains
from bpm.runtime.chains import Chain
from bpm.runtime.queries import incidents
from tests import builders
from tests.builders import START, chain
from tests.integration.runtime.acting import open_jobs

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST = 8
ROOTS = '<bpmn:message id="order" name="order"/><bpmn:signal id="alarm" name="alarm"/>'
MESSAGE = '<bpmn:messageEventDefinition messageRef="order"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="alarm"/>'


@pytest.mark.parametrize("trigger", [MESSAGE, SIGNAL])
def test_what_begins_itself_stops_at_an_incident(
    system: Actor, monkeypatch: pytest.MonkeyPatch, trigger: str
) -> None:
    real = chains.hand_on

    def hand_on(jobs: Iterable[NewJob], chain: Chain) -> tuple[NewJob, ...]:
        return real(jobs, replace(chain, left=min(chain.left, LONGEST)))

    monkeypatch.setattr(chains, "hand_on", hand_on)
    throws = f'<bpmn:endEvent id="throw">{trigger}</bpmn:endEvent>'
    begins = f'<bpmn:startEvent id="begin">{trigger}</bpmn:startEvent>'
    builders.deploy(chain(begins, throws), roots=ROOTS)
    with clock.frozen(clock.now()):
        builders.start(builders.deploy(chain(START, throws), roots=ROOTS))
        for _ in range(2 * LONGEST):
            running.poll()
            running.run_ready_jobs()

    (job,) = open_jobs()
    (incident,) = incidents.search_incidents(SearchRequest(), actor=system).items
    assert job.state == "failed"
    assert "begin each other without end" in incident.message
