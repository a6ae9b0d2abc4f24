"""Chains of commands that follow from one another by signals and messages alone.

A process whose end throws what begins it again would fill the database, one instance after the
other, and nothing in it ever waits. So each job that carries what a command has thrown tells how
many commands came before it and how many may still come; jobs of one command share that number.
Whatever waits in between, for a person, a timer or a call, begins a new chain.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bpm.core.engine.contracts import JobKind
from bpm.core.values import JsonObject
from bpm.jobs.contracts import FailedAttempt, NewJob

LONGEST = 1000
"""Commands that may follow from one by what is thrown, all branches together."""

_ALWAYS_FREE = 5
"""So long a chain may be however many share it: a broadcast reaches everybody."""

_FORGOTTEN_AFTER: Final = timedelta(minutes=1)
"""What was carried for longer has waited: for a receiver, or for a person's retry."""

_CHAIN = "chain"
_IN_THE_BACKGROUND: Final = frozenset({JobKind.ASYNC_BEFORE.value, JobKind.ASYNC_AFTER.value})

ENDLESS: Final = FailedAttempt(
    message=(
        f"More than {LONGEST} commands have followed from one by signals and messages alone: "
        "do these processes begin each other without end? Let something in the circle wait, or "
        "a condition end it. A retry lets it go on for as long again."
    ),
    permanent=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Where a command stands in what follows from another.

    Args:
        depth: Commands before it.
        left: How many may still follow.
    """

    depth: int = 0
    left: int = LONGEST

    @property
    def is_endless(self) -> bool:
        """Whether the command must not be carried out."""
        return self.depth > _ALWAYS_FREE and self.left < 1


def hand_on(jobs: Iterable[NewJob], chain: Chain) -> tuple[NewJob, ...]:
    """Return jobs that carry what a command has thrown, with their shares of what may follow.

    Args:
        jobs: All of the command.
        chain: In which the command stands.
    """
    carried = tuple(jobs)
    left = max(chain.left - 1, 0) // max(len(carried), 1)
    return tuple(_with_chain(job, depth=chain.depth + 1, left=left) for job in carried)


def _with_chain(job: NewJob, *, depth: int, left: int) -> NewJob:
    share: JsonObject = {
        "depth": Decimal(depth),
        "left": Decimal(left),
        "at": job.created_at.isoformat(),
    }
    return replace(job, payload={**job.payload, _CHAIN: share})


def carry_on(jobs: dict[int, NewJob], chain: Chain) -> None:
    """Let the jobs by which an instance goes on in the background stand where it stands.

    They wait for nobody; nor do they count, so that a long loop of such steps is no chain.

    Args:
        jobs: Of one instance, by their visits; those of other kinds stay as they are.
        chain: In which the command stands.
    """
    if not chain.depth:
        return
    for visit, job in jobs.items():
        if job.kind in _IN_THE_BACKGROUND:
            jobs[visit] = _with_chain(job, depth=chain.depth, left=chain.left)


def read_chain(payload: JsonObject, *, now: datetime) -> Chain:
    """Return the chain in which the command of a job stands.

    Args:
        payload: Of the job; most tell of none.
        now: What has been carried for long begins a new one.
    """
    told = payload.get(_CHAIN)
    if not isinstance(told, dict):
        return Chain()
    if now - datetime.fromisoformat(str(told["at"])) > _FORGOTTEN_AFTER:
        return Chain()
    return Chain(depth=int(str(told["depth"])), left=int(str(told["left"])))
