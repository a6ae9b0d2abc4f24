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
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from tests.bench.flows import WORKLOADS, Flow, Request
from tests.bench.wire import AnswerReader, encode_request


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """What one run of the client does.

    Args:
        workload: Its name.
        seconds: After how many seconds no further instance is begun.
        instances: How many instances are run at most; None for as many as there is time for.
        variables: What each is started with; None for the workload's own.
    """

    host: str
    port: int
    token: str
    workload: str
    connections: int
    seconds: float
    instances: int | None = None
    variables: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What the client saw; times in seconds, one latency for each instance."""

    seconds: float
    latencies: list[float]
    cpu_seconds: float


@dataclass(slots=True)
class Lane:
    """One connection with the instance that is under way on it."""

    plan: LoadPlan
    connection: socket.socket
    flow: Flow
    began: float = 0.0
    reader: AnswerReader = field(default_factory=AnswerReader)

    def send(self, call: Request) -> None:
        """Send one call; the server reads it at once, so this hardly blocks."""
        self.reader = AnswerReader()
        self.connection.sendall(
            encode_request(*call, host=self.plan.host, authorization=f"Bearer {self.plan.token}")
        )


class Driver:
    """Runs the instances of a plan over its connections."""

    def __init__(self, plan: LoadPlan) -> None:
        self._plan = plan
        self._make_flow = WORKLOADS[plan.workload].flow_maker(plan.variables)
        self._selector = selectors.DefaultSelector()
        self._left = sys.maxsize if plan.instances is None else plan.instances
        self._began = time.perf_counter()
        self._latencies: list[float] = []

    def run(self) -> LoadResult:
        """Run all instances and return what was seen."""
        self._began = time.perf_counter()
        for _ in range(min(self._plan.connections, self._left)):
            lane = Lane(self._plan, self._connect(), self._make_flow())
            self._selector.register(lane.connection, selectors.EVENT_READ, lane)
            self._begin(lane)
        while self._selector.get_map():
            for key, _ in self._selector.select(timeout=30):
                self._receive(key.data)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return LoadResult(
            seconds=time.perf_counter() - self._began,
            latencies=self._latencies,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
        )

    def _connect(self) -> socket.socket:
        connection = socket.create_connection((self._plan.host, self._plan.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _begin(self, lane: Lane) -> None:
        self._left -= 1
        lane.flow = self._make_flow()
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
        if self._left > 0 and time.perf_counter() - self._began < self._plan.seconds:
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
