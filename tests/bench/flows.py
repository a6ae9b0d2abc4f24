"""The calls that one instance of each workload makes over REST, for all that measure them."""

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from typing_extensions import override

from tests.bench.wire import Answer

Request: TypeAlias = tuple[str, str, bytes]
"""Method, path and body of a call."""

Flow: TypeAlias = Generator[Request, Answer, None]
"""One instance: yields each call, and is sent the answer."""

_INSTANCES = "/api/v1/process-instances"
_OK, _CREATED = 200, 201
_BIG_ROWS = 1000


class UnexpectedAnswerError(Exception):
    """The suite answered something that a workload cannot go on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What is measured under one name.

    Args:
        title: What its model is, in a few words.
        user_tasks: How many user tasks are completed, one after the other.
        ends: Whether an instance has ended when its last call is answered.
        variables: What an instance is started with.
    """

    name: str
    title: str
    user_tasks: int = 0
    ends: bool = True
    variables: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the key of its process."""
        return f"bench-{self.name}"

    def flow_maker(self, variables: Mapping[str, object] | None = None) -> Callable[[], Flow]:
        """Return what makes a new instance's calls; its first body is encoded only once.

        Args:
            variables: Instead of the workload's own.
        """
        given = self.variables if variables is None else variables
        content: dict[str, object] = {"definition_key": self.key}
        body = json.dumps(content | ({"variables": given} if given else {})).encode()
        return lambda: self._flow(body)

    def _flow(self, body: bytes) -> Flow:
        state = "active" if self.user_tasks or not self.ends else "completed"
        started = _content(_CREATED, (yield "POST", _INSTANCES, body))
        if started["state"] != state:
            raise UnexpectedAnswerError(json.dumps(started))
        for _ in range(self.user_tasks):
            found = _content(
                _OK, (yield "GET", f"/api/v1/user-tasks?process_instance_id={started['id']}", b"")
            )
            items = found["items"]
            if not isinstance(items, list) or len(items) != 1:
                raise UnexpectedAnswerError(json.dumps(found))
            _content(_OK, (yield "POST", f"/api/v1/user-tasks/{items[0]['id']}/complete", b"{}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Workload):
    """A decision that is evaluated by itself, and kept; its body is the same each time.

    Args:
        result: What it has to decide.
    """

    result: object

    @override
    def flow_maker(self, variables: Mapping[str, object] | None = None) -> Callable[[], Flow]:
        """Return what makes the one call of an evaluation."""
        body = json.dumps({"variables": self.variables if variables is None else variables})
        return lambda: self._evaluate(body.encode())

    def _evaluate(self, body: bytes) -> Flow:
        path = f"/api/v1/decisions/{self.key}/evaluate"
        evaluated = _content(_OK, (yield "POST", path, body))
        if evaluated["result"] != self.result:
            raise UnexpectedAnswerError(json.dumps(evaluated))


def _content(status: int, answer: Answer) -> dict[str, object]:
    if answer.status != status:
        raise UnexpectedAnswerError(f"{answer.status}: {answer.body.decode(errors='replace')}")
    content = json.loads(answer.body)
    if not isinstance(content, dict):
        raise UnexpectedAnswerError(answer.body.decode())
    return content


def _big_rows() -> list[dict[str, object]]:
    """Return a value of about 100 kB."""
    return [
        {"number": number, "text": f"{number:04} a line of an order that takes some room, as it is"}
        for number in range(_BIG_ROWS)
    ]


WORKLOADS: Mapping[str, Workload] = {
    workload.name: workload
    for workload in (
        Workload(name="w1", title="start, script, end"),
        Workload(name="w2", title="ten scripts"),
        Workload(name="w3", title="five parallel branches with a join"),
        Workload(name="w4", title="a loop that runs a hundred times"),
        Workload(name="w5", title="a hundred instances of a script, parallel"),
        Workload(name="w5s", title="a hundred instances of a script, one after the other"),
        Workload(name="w6", title="start, find and complete a user task", user_tasks=1),
        Workload(
            name="w7",
            title="a mix: gateways, user task with a timer, sub-process, called process",
            user_tasks=1,
            variables={"amount": 500},
        ),
        Workload(name="w8", title="five user tasks in a row", user_tasks=5),
        Workload(name="w9", title="a service task by the connector http", ends=False),
        Workload(name="w10", title="eleven scripts over 100 kB", variables={"rows": _big_rows()}),
        Workload(name="w11", title="a timer", ends=False),
        Workload(name="w13", title="one task of a million", user_tasks=1),
        Evaluation(
            name="d10",
            title="a decision of ten rules, kept with how it came about",
            variables={"letter": "b", "amount": 45, "known": True},
            result="o4",
        ),
        Workload(name="w14", title="one instance of many", user_tasks=1),
    )
}

BY_REST = ("w1", "w2", "w3", "w4", "w5", "w5s", "w6", "w7", "w8", "w10", "d10")
"""Workloads that end with their last call."""
