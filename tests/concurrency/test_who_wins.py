"""Each row of the table *Who wins* that exists so far, with threads on a real PostgreSQL."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest
from django.db import connection

from bpm.base.idempotency import RequestKey
from bpm.base.search import SearchRequest
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import ResourceContent
from bpm.identity.contracts import Actor
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.runtime import queries
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.continue_async import continue_async
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.start_process_instance import start_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.contracts import CompleteUserTask, ProcessInstanceView, StartProcessInstance
from bpm.runtime.job_handlers import HANDLERS
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.contracts import TaskCommand
from bpm.user_tasks.services import claim_user_task, unclaim_user_task
from tests import builders
from tests.builders import END, START, chain, flow, model, script, user_task
from tests.concurrency.racing import race, tally

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


@pytest.fixture
def people() -> Sequence[Actor]:
    builders.group("reviewers")
    return [builders.person(name, "reviewers") for name in ("alice", "bob")]


@pytest.fixture
def system() -> Actor:
    return builders.system()


def count(sql: str, *parameters: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {sql}", list(parameters))  # noqa: S608 constants
        return int(cursor.fetchone()[0])


def state_of(instance: ProcessInstanceView) -> str:
    return queries.get_process_instance(instance.id, actor=builders.system()).state.value


def test_two_completions_of_a_task(people: Sequence[Actor]) -> None:
    key = builders.deploy(chain(START, user_task("approve"), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task_id = builders.waiting_task(instance)

        def complete(who: Actor, task_id: UUID = task_id) -> object:
            request = CompleteUserTask(user_task_id=task_id, variables={"by": who.username})
            return complete_user_task(request, actor=who)

        outcomes = race([partial(complete, who) for who in [*people] * 2])

        assert outcomes.count("ok") == 1
        assert set(outcomes) <= {"ok", "user_task_closed", "process_instance_ended"}
        assert state_of(instance) == "completed"
        assert (
            count(
                "history_event WHERE command = 'complete_user_task' AND process_instance_id = %s",
                instance.id,
            )
            == 1
        )


def test_two_claims(people: Sequence[Actor]) -> None:
    key = builders.deploy(chain(START, user_task("approve"), END))
    for _ in range(ROUNDS):
        task_id = builders.waiting_task(builders.start(key))

        def claim(who: Actor, task_id: UUID = task_id) -> object:
            return claim_user_task(TaskCommand(user_task_id=task_id), actor=who)

        outcomes = race([partial(claim, who) for who in [*people] * 3])

        alice, bob = tally(outcomes[0::2]), tally(outcomes[1::2])
        assert (alice, bob) in (
            ({"ok": 3}, {"user_task_claimed": 3}),
            ({"user_task_claimed": 3}, {"ok": 3}),
        )
        winner = people[0] if alice == {"ok": 3} else people[1]
        held = user_tasks.get_user_task(task_id, actor=winner)
        assert held.assignee == winner.username
        assert count("user_task_candidate WHERE user_task_id = %s AND offered", task_id) == 0


def test_a_claim_and_a_completion(people: Sequence[Actor]) -> None:
    alice, bob = people
    key = builders.deploy(chain(START, user_task("approve"), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task_id = builders.waiting_task(instance)

        claimed, completed = race(
            [
                partial(claim_user_task, TaskCommand(user_task_id=task_id), actor=alice),
                partial(complete_user_task, CompleteUserTask(user_task_id=task_id), actor=bob),
            ]
        )

        assert (claimed, completed) in {
            ("ok", "not_the_assignee"),
            ("user_task_closed", "ok"),
        }
        assert state_of(instance) == ("completed" if completed == "ok" else "active")


def test_releasing_and_claiming(people: Sequence[Actor]) -> None:
    alice, bob = people
    key = builders.deploy(chain(START, user_task("approve"), END))
    for _ in range(ROUNDS):
        task_id = builders.waiting_task(builders.start(key))
        claim_user_task(TaskCommand(user_task_id=task_id), actor=alice)

        race(
            [
                partial(unclaim_user_task, TaskCommand(user_task_id=task_id), actor=alice),
                partial(claim_user_task, TaskCommand(user_task_id=task_id), actor=bob),
            ]
        )

        held = user_tasks.get_user_task(task_id, actor=alice)
        offered = count("user_task_candidate WHERE user_task_id = %s AND offered", task_id)
        assert held.assignee in {None, "bob"}
        assert offered == (0 if held.assignee else 1)


def test_completion_and_cancellation(people: Sequence[Actor], system: Actor) -> None:
    key = builders.deploy(chain(START, user_task("approve"), user_task("archive"), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task_id = builders.waiting_task(instance)

        completed, cancelled = race(
            [
                partial(
                    complete_user_task, CompleteUserTask(user_task_id=task_id), actor=people[0]
                ),
                partial(cancel_process_instance, instance.id, reason="race", actor=system),
            ]
        )

        assert cancelled == "ok"
        assert completed in {"ok", "user_task_closed", "process_instance_ended"}
        assert state_of(instance) == "cancelled"
        assert count("user_task WHERE state = 'open'") == 0


def test_the_last_completion_and_cancellation(people: Sequence[Actor], system: Actor) -> None:
    key = builders.deploy(chain(START, user_task("approve"), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task_id = builders.waiting_task(instance)

        completed, cancelled = race(
            [
                partial(
                    complete_user_task, CompleteUserTask(user_task_id=task_id), actor=people[0]
                ),
                partial(cancel_process_instance, instance.id, reason="race", actor=system),
            ]
        )

        assert [completed, cancelled].count("ok") == 1
        assert state_of(instance) == ("completed" if completed == "ok" else "cancelled")


def test_completion_and_suspension(people: Sequence[Actor], system: Actor) -> None:
    key = builders.deploy(chain(START, user_task("approve"), user_task("archive"), END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        task_id = builders.waiting_task(instance)

        completed, suspended = race(
            [
                partial(
                    complete_user_task, CompleteUserTask(user_task_id=task_id), actor=people[0]
                ),
                partial(suspend_process_instance, instance.id, actor=system),
            ]
        )

        assert suspended == "ok"
        assert completed in {"ok", "process_instance_suspended", "user_task_suspended"}
        assert state_of(instance) == "suspended"
        assert count("user_task WHERE state = 'open' AND NOT suspended") == 0


def _lease_all() -> Sequence[LeasedJob]:
    return jobs.acquire_jobs(
        kinds=tuple(HANDLERS), worker="test", limit=100, lease=timedelta(seconds=60)
    )


def test_a_job_result_and_a_cancellation(system: Actor) -> None:
    waits = script("add", "1 + 1", "n", extensions='<bpm:async before="true"/>')
    key = builders.deploy(chain(START, waits, END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (job,) = _lease_all()

        result, cancelled = race(
            [
                partial(continue_async, job),
                partial(cancel_process_instance, instance.id, reason="race", actor=system),
            ]
        )

        assert (result, cancelled) in {
            ("ok", "process_instance_ended"),
            ("job_lost", "ok"),
        }
        assert state_of(instance) == ("completed" if result == "ok" else "cancelled")


def test_the_same_job_twice(system: Actor) -> None:
    waits = script("add", "1 + 1", "n", extensions='<bpm:async before="true"/>')
    key = builders.deploy(chain(START, waits, END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        (job,) = _lease_all()

        outcomes = race([partial(continue_async, job)] * 3)

        assert tally(outcomes) == {"ok": 1, "job_lost": 2}
        assert state_of(instance) == "completed"


def test_workers_share_the_jobs_out_without_taking_one_twice(system: Actor) -> None:
    waits = script("add", "1 + 1", "n", extensions='<bpm:async before="true"/>')
    key = builders.deploy(chain(START, waits, END))
    for _ in range(12):
        builders.start(key)
    taken: list[LeasedJob] = []

    def work() -> None:
        leased = jobs.acquire_or_none(
            kinds=tuple(HANDLERS), worker="test", limit=3, lease=timedelta(seconds=60)
        )
        taken.extend(leased)

    race([work] * 6)

    assert len({job.id for job in taken}) == len(taken) == 12
    for job in taken:
        continue_async(job)


def _deploy_version(key: str, step: str) -> None:
    content = model(key, chain(START, user_task(step), END)).encode()
    deploy_resources(
        actor=builders.system(),
        name=key,
        resources=[ResourceContent(name="x.bpmn", content=content)],
    )


def test_a_deployment_and_a_start(system: Actor) -> None:
    _deploy_version("moving", "step_1")
    started: list[ProcessInstanceView] = []

    def start() -> None:
        started.append(builders.start("moving"))

    for number in range(2, 2 + ROUNDS):
        outcomes = race([partial(_deploy_version, "moving", f"step_{number}"), start])

        assert outcomes == ["ok", "ok"]
        instance = started[-1]
        assert instance.version in {number - 1, number}
        assert instance.waiting_at[0].activity_id == f"step_{instance.version}"
        assert builders.start("moving").version == number


def test_two_deployments_of_one_key(system: Actor) -> None:
    outcomes = race([partial(_deploy_version, "rush", f"step_{step}") for step in range(6)])

    assert tally(outcomes) == {"ok": 6}
    page = definitions.search_definitions(system, SearchRequest(filter={"key": "rush"}))
    assert sorted(item.version for item in page.items) == [1, 2, 3, 4, 5, 6]


def test_the_same_idempotency_key_eight_times(people: Sequence[Actor]) -> None:
    key = builders.deploy(
        chain(START, user_task("approve"), END),
        process='candidateStarterGroups="reviewers"',
    )
    alice = people[0]
    assert alice.id is not None
    started: list[ProcessInstanceView] = []
    request_key = RequestKey(actor_id=alice.id, key="once", request_digest=b"same")

    def start() -> None:
        request = StartProcessInstance(definition_key=key, variables={"n": Decimal(1)})
        started.append(start_process_instance(request, actor=alice, request_key=request_key))

    outcomes = tally(race([start] * 8))

    assert set(outcomes) <= {"ok", "request_in_progress"}
    assert outcomes["ok"] >= 1
    assert len({instance.id for instance in started}) == 1
    assert count("process_instance") == 1


def test_one_business_key_at_the_same_moment(system: Actor) -> None:
    key = builders.deploy(
        chain(START, user_task("approve"), END), process='businessKeyPolicy="unique_active"'
    )

    outcomes = race([lambda: builders.start(key, business_key="B-1")] * 6)

    assert tally(outcomes) == {"ok": 1, "business_key_in_use": 5}
    assert count("process_instance") == count("history_event") == 1


def test_two_retries_of_an_incident(system: Actor) -> None:
    key = builders.deploy(
        START
        + '<bpmn:exclusiveGateway id="gate" default="other"/>'
        + user_task("manager")
        + END
        + flow("f1", "start", "gate")
        + flow("big", "gate", "manager", "amount &gt; 1000")
        + flow("other", "gate", "end")
        + flow("f2", "manager", "end")
    )
    instance = builders.start(key, {"amount": "much"})
    (place,) = instance.waiting_at
    assert place.incident_id is not None
    incident_id = place.incident_id
    update_variables(instance.id, variables={"amount": Decimal(2000)}, actor=system)

    outcomes = race([lambda: retry_incident(incident_id, actor=system)] * 4)

    assert tally(outcomes) == {"ok": 1, "incident_resolved": 3}
    assert count("user_task") == 1


def test_many_writers_of_variables_lose_no_update(system: Actor) -> None:
    key = builders.deploy(chain(START, user_task("approve"), END))
    instance = builders.start(key)

    outcomes = race(
        [
            partial(update_variables, instance.id, variables={f"v{n}": Decimal(n)}, actor=system)
            for n in range(8)
        ]
    )

    assert tally(outcomes) == {"ok": 8}
    read = queries.get_variables(instance.id, actor=system)
    assert read.variables == {f"v{n}": Decimal(n) for n in range(8)}
    assert count("process_instance WHERE revision = 9") == 1
