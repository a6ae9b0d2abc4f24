"""Random histories of calls, jobs, crashes and passing time, beside a model of what must come.

Each step is compared: the answer, where the instance waits, and how it stands. ``KONTOR_HISTORIES``
sets how many histories of 50 steps are tried; each failure prints the steps that lead to it.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bpm.base import clock
from bpm.jobs import running, services as jobs
from tests.api.client import Answer, Api
from tests.builders import END, START, flow, model, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)

HISTORIES = int(os.environ.get("KONTOR_HISTORIES", "4"))
HOUR = timedelta(hours=1)
MESSAGE = (
    '<bpmn:message id="paid" name="paid"><bpmn:extensionElements>'
    '<bpm:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>'
)
# Two things are waited for; then a job, and a task that is taken away after an hour.
BODY = (
    START
    + '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
    + user_task("ask")
    + '<bpmn:intermediateCatchEvent id="wait">'
    + '<bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateCatchEvent>'
    + script("note", "1 + 1", "two", extensions='<bpm:async before="true"/>')
    + user_task("confirm")
    + '<bpmn:boundaryEvent id="edge" attachedToRef="confirm"><bpmn:timerEventDefinition>'
    + "<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    + user_task("late")
    + END
    + "".join(
        flow(f"{source}_{target}", source, target)
        for source, target in (
            ("start", "fork"),
            ("fork", "ask"),
            ("fork", "wait"),
            ("ask", "join"),
            ("wait", "join"),
            ("join", "note"),
            ("note", "confirm"),
            ("confirm", "end"),
            ("edge", "late"),
            ("late", "end"),
        )
    )
)


@dataclass(kw_only=True)
class Expected:
    """What must be true of one instance."""

    id: str
    order: str
    state: str = "active"
    waits: set[str] = field(default_factory=lambda: {"ask", "wait"})
    due_at: datetime | None = None
    tasks: dict[str, str] = field(default_factory=dict)

    def leave(self, activity: str) -> None:
        """Go on from where it waited."""
        self.waits.remove(activity)
        if activity in {"ask", "wait"} and not self.waits:
            self.waits = {"note"}
        elif activity in {"confirm", "late"}:
            self.state = "completed"

    def let_jobs_run(self, now: datetime) -> None:
        """Do what jobs do until none is left that is due."""
        if self.state != "active":
            return
        if "note" in self.waits:
            self.waits, self.due_at = {"confirm"}, now + HOUR
        elif "confirm" in self.waits and self.due_at is not None and now >= self.due_at:
            self.waits = {"late"}


class Histories(RuleBasedStateMachine):
    """Calls the API as a person, an operator and a worker would."""

    admin: Api
    alice: Api
    instances = Bundle("instances")

    def __init__(self) -> None:
        super().__init__()
        self.now = clock.now()
        self.crashes = 0
        self.known: list[Expected] = []

    @rule(target=instances)
    def start(self) -> Expected:
        """Start one, twice under one key: it is one."""
        order = uuid4().hex
        body = {"definition_key": "histories", "variables": {"order": order}}
        headers = {"Idempotency-Key": order}
        first = self._call(self.admin, "POST", "/process-instances", body, headers=headers)
        again = self._call(self.admin, "POST", "/process-instances", body, headers=headers)
        assert (first.status, again.status) == (201, 201), again.raw
        assert again.json["id"] == first.json["id"]
        expected = Expected(id=first.json["id"], order=order)
        self._compare(expected)
        self.known.append(expected)
        return expected

    @rule(expected=instances, activity=st.sampled_from(["ask", "confirm", "late"]))
    def complete(self, expected: Expected, activity: str) -> None:
        """Complete a task that is open, suspended, over or has never been."""
        task = expected.tasks.get(activity)
        if task is None:
            return
        answer = self._call(self.alice, "POST", f"/user-tasks/{task}/complete", {})
        is_open = expected.state in {"active", "suspended"} and activity in expected.waits
        if not is_open:
            assert answer.status == 409, answer.raw
        elif expected.state == "suspended":
            assert answer.status == 423, answer.raw
        else:
            assert answer.status == 200, answer.raw
            expected.leave(activity)
        self._compare(expected)

    @rule(expected=instances)
    def correlate(self, expected: Expected) -> None:
        """Send the message, awaited or not."""
        body = {"name": "paid", "correlation_key": expected.order}
        answer = self._call(self.admin, "POST", "/messages/correlate", body)
        if expected.state == "active" and "wait" in expected.waits:
            assert answer.status == 200, answer.raw
            expected.leave("wait")
        else:
            assert answer.status in {404, 423}, answer.raw
        self._compare(expected)

    @rule(expected=instances, verb=st.sampled_from(["cancel", "suspend", "resume"]))
    def operate(self, expected: Expected, verb: str) -> None:
        """Do what operators do, in any order."""
        answer = self._call(self.admin, "POST", f"/process-instances/{expected.id}/{verb}", {})
        becomes = {
            ("cancel", "active"): "cancelled",
            ("cancel", "suspended"): "cancelled",
            ("suspend", "active"): "suspended",
            ("resume", "suspended"): "active",
        }.get((verb, expected.state))
        if becomes is None:
            assert answer.status in {200, 409}, answer.raw
        else:
            assert answer.status == 200, answer.raw
            expected.state = becomes
        self._compare(expected)

    @rule(minutes=st.sampled_from([1, 20, 61]))
    def let_time_pass(self, minutes: int) -> None:
        """Nothing happens by time alone."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def work(self) -> None:
        """Let workers do all that is due."""
        with clock.frozen(self.now):
            while running.poll() or running.run_ready_jobs():
                continue
        for expected in self.known:
            expected.let_jobs_run(self.now)
            self._compare(expected)

    @precondition(lambda self: self.crashes < 2)
    @rule()
    def crash(self) -> None:
        """Let a worker die with all jobs in its hands; they are free when its lease is over."""
        self.crashes += 1
        with clock.frozen(self.now):
            jobs.promote_due(now=self.now)
            jobs.acquire_jobs(
                kinds=("async_before", "timer"),
                worker="dead",
                limit=100,
                lease=timedelta(seconds=60),
            )
        self.now += timedelta(seconds=61)

    def _compare(self, expected: Expected) -> None:
        view = self._call(self.admin, "GET", f"/process-instances/{expected.id}").json
        assert view["state"] == expected.state
        places = {place["activity_id"]: place for place in view["waiting_at"]}
        assert set(places) - {"edge"} == (
            expected.waits if expected.state in {"active", "suspended"} else set()
        )
        for activity, place in places.items():
            if place["user_task_id"]:
                expected.tasks[activity] = place["user_task_id"]

    def _call(self, who: Api, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        with clock.frozen(self.now):
            answer = who(method, path, body, **more)
        assert answer.status < 500, answer.raw
        return answer


def test_random_histories_go_as_the_model_says(admin: Api, alice: Api) -> None:
    Histories.admin, Histories.alice = admin, alice
    content = model("histories", BODY, roots=MESSAGE)
    resources = [{"name": "histories.bpmn", "content": content}]
    admin.ok("POST", "/deployments", {"name": "histories", "resources": resources})
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=[Phase.generate],
        ),
    )
    # Each rule has asserted what it did; without instances they would have had nothing to do.
    assert admin.ok("GET", "/process-instances?definition_key=histories")["items"]
