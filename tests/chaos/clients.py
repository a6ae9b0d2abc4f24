"""Clients that want something done exactly once and repeat themselves until they know it is."""

import http.client
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench.suite import Reply, Suite, call
from tests.waiting import wait_until

_PATIENCE_SECONDS = 90.0
_TEMPORARY = frozenset({429, 502, 503})


@dataclass(slots=True)
class Notes:
    """What the clients were promised, shared by all of them.

    Args:
        started: Ids of instances by business key, as acknowledged.
        completed: Business keys whose user task was acknowledged as completed.
        repeated: How often a call had to be made again.
        findings: Answers that no client should ever get.
    """

    started: dict[str, str] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    repeated: int = 0
    findings: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class RetryingClient:
    """Takes one intended instance after the other from its start to its completed user task."""

    def __init__(
        self, suite: Suite, token: str, notes: Notes, progress: Callable[[], None]
    ) -> None:
        self._suite, self._token = suite, token
        self._notes, self._progress = notes, progress

    def run(self, business_key: str) -> None:
        """Start one instance, find its user task and complete it; note every promise."""
        instance_id = self._start("chaos", business_key, {})
        if instance_id is not None:
            self._complete(business_key, instance_id)
            self._progress()

    def start_payment(self, business_key: str, *, witness: str) -> None:
        """Start one instance that pays at the address of a witness; note the promise."""
        variables = {"order": business_key, "witness": witness}
        if self._start("payment", business_key, variables) is not None:
            self._progress()

    def _start(self, key: str, business_key: str, variables: dict[str, str]) -> str | None:
        started = self._insist(
            "POST",
            "/api/v1/process-instances",
            {"definition_key": key, "business_key": business_key, "variables": variables},
            key=f"start-{business_key}",
        )
        if started is None:
            return None
        instance_id = str(started.content["id"])
        with self._notes.lock:
            self._notes.started[business_key] = instance_id
        return instance_id

    def _complete(self, business_key: str, instance_id: str) -> None:
        found = self._insist("GET", f"/api/v1/user-tasks?process_instance_id={instance_id}")
        if found is None:
            return
        items = found.content["items"]
        if not isinstance(items, list) or len(items) != 1:
            self._find(f"{business_key}: one user task was expected, not {items}")
            return
        path = f"/api/v1/user-tasks/{items[0]['id']}/complete"
        if self._insist("POST", path, {}, key=f"complete-{business_key}") is not None:
            with self._notes.lock:
                self._notes.completed.add(business_key)

    def _insist(
        self, method: str, path: str, body: object = None, *, key: str | None = None
    ) -> Reply | None:
        """Repeat a call until it succeeds; note what must not happen and return None then."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            reply = self._try(method, path, body, key)
            if reply is not None and reply.status in {200, 201}:
                return reply
            if reply is not None and not _may_pass(reply):
                self._find(f"{method} {path}: {reply.status} {reply.content}")
                return None
            with self._notes.lock:
                self._notes.repeated += 1
            wait_until(self._suite.is_ready, seconds=_PATIENCE_SECONDS)
        self._find(f"{method} {path}: no success within {_PATIENCE_SECONDS:g} s")
        return None

    def _try(self, method: str, path: str, body: object, key: str | None) -> Reply | None:
        authorization = f"Bearer {self._token}"
        try:
            return call(
                self._suite, method, path, body, authorization=authorization, idempotency_key=key
            )
        except (OSError, http.client.HTTPException):
            return None

    def _find(self, finding: str) -> None:
        with self._notes.lock:
            self._notes.findings.append(finding)


def run_clients(
    suite: Suite, token: str, keys: list[str], *, clients: int, progress: Callable[[], None]
) -> Notes:
    """Let several clients share the intended instances; return what they were promised."""
    notes = Notes()
    with ThreadPoolExecutor(clients) as pool:
        for _ in pool.map(RetryingClient(suite, token, notes, progress).run, keys):
            pass
    return notes


def _may_pass(reply: Reply) -> bool:
    """Return whether an answer asks to come again."""
    in_progress = reply.status == 409 and reply.content.get("code") == "request_in_progress"
    return in_progress or reply.status in _TEMPORARY
