"""The load client: one thread, a few kept-alive connections, whole instances on each of them.

It is a program of its own, so that its time counts neither for the web nor for the bench, and it
speaks HTTP by itself, because ``http.client`` would cost more than the calls it measures.
"""

import json
import resource
import selectors
import socket
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, field

from tests.bench.wire import Answer, AnswerReader, encode_request

Flow = Generator[tuple[str, str, bytes], Answer, None]
"""One instance: yields method, path and body of each call, and is sent the answer."""


class UnexpectedAnswerError(Exception):
    """The suite answered something that a workload cannot go on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """What one run of the client does.

    Args:
        workload: ``w1`` or ``w6``.
        instances: How many instances are run to their end, over all connections together.
    """

    host: str
    port: int
    token: str
    workload: str
    connections: int
    instances: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What the client saw; times in seconds, one latency for each instance."""

    seconds: float
    latencies: list[float]
    cpu_seconds: float


def w1(key: str) -> Flow:
    """Start an instance that runs to its end within the call."""
    answer = yield "POST", "/api/v1/process-instances", b'{"definition_key": "%s"}' % key.encode()
    if _member(answer, 201)["state"] != "completed":
        raise UnexpectedAnswerError(answer.body.decode())


def w6(key: str) -> Flow:
    """Start an instance, find its user task, complete that."""
    started = yield "POST", "/api/v1/process-instances", b'{"definition_key": "%s"}' % key.encode()
    instance_id = _member(started, 201)["id"]
    found = yield "GET", f"/api/v1/user-tasks?process_instance_id={instance_id}", b""
    items = _member(found, 200)["items"]
    if not isinstance(items, list) or len(items) != 1:
        raise UnexpectedAnswerError(found.body.decode())
    done = yield "POST", f"/api/v1/user-tasks/{items[0]['id']}/complete", b"{}"
    _member(done, 200)


FLOWS: dict[str, tuple[Callable[[str], Flow], str]] = {
    "w1": (w1, "bench-w1"),
    "w6": (w6, "bench-w6"),
}


def _member(answer: Answer, status: int) -> dict[str, object]:
    if answer.status != status:
        raise UnexpectedAnswerError(f"{answer.status}: {answer.body.decode(errors='replace')}")
    content = json.loads(answer.body)
    if not isinstance(content, dict):
        raise UnexpectedAnswerError(answer.body.decode())
    return content


@dataclass(slots=True)
class Lane:
    """One connection with the instance that is under way on it."""

    plan: LoadPlan
    connection: socket.socket
    flow: Flow
    began: float = 0.0
    reader: AnswerReader = field(default_factory=AnswerReader)

    def send(self, call: tuple[str, str, bytes]) -> None:
        """Send one call; small enough for the socket's buffer, so this does not block."""
        self.reader = AnswerReader()
        self.connection.sendall(
            encode_request(*call, host=self.plan.host, authorization=f"Bearer {self.plan.token}")
        )


class Driver:
    """Runs the instances of a plan over its connections."""

    def __init__(self, plan: LoadPlan) -> None:
        self._plan = plan
        self._make_flow, self._key = FLOWS[plan.workload]
        self._selector = selectors.DefaultSelector()
        self._left = plan.instances
        self._latencies: list[float] = []

    def run(self) -> LoadResult:
        """Run all instances and return what was seen."""
        began = time.perf_counter()
        for _ in range(min(self._plan.connections, self._left)):
            lane = Lane(self._plan, self._connect(), self._make_flow(self._key))
            self._selector.register(lane.connection, selectors.EVENT_READ, lane)
            self._begin(lane)
        while self._selector.get_map():
            for key, _ in self._selector.select(timeout=30):
                self._receive(key.data)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return LoadResult(
            seconds=time.perf_counter() - began,
            latencies=self._latencies,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
        )

    def _connect(self) -> socket.socket:
        connection = socket.create_connection((self._plan.host, self._plan.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _begin(self, lane: Lane) -> None:
        self._left -= 1
        lane.flow = self._make_flow(self._key)
        lane.began = time.perf_counter()
        lane.send(next(lane.flow))

    def _receive(self, lane: Lane) -> None:
        data = lane.connection.recv(65536)
        answer = lane.reader.feed(data)
        if answer is None:
            return
        if answer.closes:
            self._replace_connection(lane)
        try:
            lane.send(lane.flow.send(answer))
        except StopIteration:
            self._latencies.append(time.perf_counter() - lane.began)
            self._next_or_close(lane)

    def _next_or_close(self, lane: Lane) -> None:
        if self._left > 0:
            self._begin(lane)
            return
        self._selector.unregister(lane.connection)
        lane.connection.close()

    def _replace_connection(self, lane: Lane) -> None:
        self._selector.unregister(lane.connection)
        lane.connection.close()
        lane.connection = self._connect()
        self._selector.register(lane.connection, selectors.EVENT_READ, lane)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(Driver(LoadPlan(**json.load(sys.stdin))).run())))
