"""Broadcast a signal to all who wait for it."""

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.indexing import MAX_INDEXED_CHARACTERS
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.core.values import check_limits
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.messages import queries as messages
from bpm.messages.errors import InvalidMessageError
from bpm.runtime import file_references, signals
from bpm.runtime.beginning import may_begin
from bpm.runtime.message_views import BroadcastView


def broadcast_signal(
    signal: signals.Signal, *, actor: Actor, request_key: RequestKey | None = None
) -> BroadcastView:
    """Let every visit hear a signal that waits for it now; nothing is kept for later.

    Each instance goes on by a job of its own, soon after, and so begins each process that the
    signal begins.

    Args:
        signal: What is broadcast.
        actor: Who broadcasts; instances that the actor may not operate do not hear it, and
            processes that the actor may not start do not begin.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        InvalidMessageError: It has no name, or one that is too long.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables are too many or too large.
    """
    if not 0 < len(signal.name) <= MAX_INDEXED_CHARACTERS * 10:
        detail = f"Give 1 to {MAX_INDEXED_CHARACTERS * 10} characters."
        problem = Problem(code=InvalidMessageError.code, detail=detail, pointer="/name")
        raise InvalidMessageError(detail, problems=[problem])
    check_limits(signal.variables)
    return _broadcast_once(signal, actor, request_key)


@command
def _broadcast_once(
    signal: signals.Signal, actor: Actor, request_key: RequestKey | None
) -> BroadcastView:
    return answer_once(
        request_key,
        view=BroadcastView,
        status=200,
        run=lambda: _broadcast(signal, actor),
    )


def _broadcast(signal: signals.Signal, actor: Actor) -> BroadcastView:
    file_references.check_files(signal.variables, actor=actor)
    receivers = messages.find_signal_receivers(signal.name, tenant_id=actor.tenant_id, actor=actor)
    begun = [
        start
        for start in signals.find_starts(signal.name, tenant_id=actor.tenant_id)
        if may_begin(start, actor)
    ]
    now = clock.now()
    beginning = signals.start_jobs(signal, begun, tenant_id=actor.tenant_id, now=now)
    jobs.add_jobs([*signals.jobs_for(signal, receivers, now=now), *beginning])
    if receivers or beginning:
        running.wake_after_commit()
    instances = {receiver.process_instance_id for receiver in receivers}
    return BroadcastView(name=signal.name, reached=len(instances), started=len(beginning))
