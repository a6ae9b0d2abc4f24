"""Hand a message over to the one process instance that waits for it."""

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.engine import contracts as engine_contracts
from bpm.core.errors import Problem
from bpm.core.values import JsonObject, check_limits
from bpm.identity.contracts import Actor
from bpm.messages import queries as messages, services
from bpm.messages.contracts import MAX_INDEXED_CHARACTERS, Match, Message
from bpm.messages.errors import (
    InvalidMessageError,
    MessageAmbiguousError,
    MessageNotAwaitedError,
    MessageSuspendedError,
    MessageTakenError,
)
from bpm.runtime import calling, file_references, step, store
from bpm.runtime.contracts import CorrelationView
from bpm.runtime.limits import variable_limits

_ATTEMPTS = 5


class _LostRaceError(Exception):
    """The subscription that was found is gone; nothing of the attempt stays."""


def correlate_message(
    message: Message, *, actor: Actor, request_key: RequestKey | None = None
) -> CorrelationView:
    """Let the instance go on that waits for a message; the message is not kept for later.

    Args:
        message: As it was sent.
        actor: Who sends it; instances that the actor may not operate do not wait for it.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        InvalidMessageError: It has no name, or a key that is too long.
        MessageNotAwaitedError: Nobody waits for it.
        MessageAmbiguousError: More than one instance waits for it.
        MessageSuspendedError: Who waits for it is suspended.
        MessageTakenError: Others were faster, again and again.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables are too many or too large.
    """
    _check(message)
    for _ in range(_ATTEMPTS):
        try:
            return _correlate_once(message, actor, request_key)
        except _LostRaceError:
            continue
    raise MessageTakenError("Send it again if it is still to be sent.")


def _check(message: Message) -> None:
    problems = []
    for member in ("name", "business_key", "correlation_key"):
        text: str | None = getattr(message, member)
        if text is not None and not 0 < len(text) <= MAX_INDEXED_CHARACTERS * 10:
            detail = f"Give 1 to {MAX_INDEXED_CHARACTERS * 10} characters, or leave it out."
            problems.append(
                Problem(code=InvalidMessageError.code, detail=detail, pointer=f"/{member}")
            )
    if problems:
        raise InvalidMessageError(problems[0].detail, problems=problems)
    check_limits(message.variables, limits=variable_limits())


@command
def _correlate_once(
    message: Message, actor: Actor, request_key: RequestKey | None
) -> CorrelationView:
    return answer_once(
        request_key,
        view=CorrelationView,
        status=200,
        run=lambda: _correlate(message, actor),
    )


def _correlate(message: Message, actor: Actor) -> CorrelationView:
    match = _find_match(message, actor)
    locked = store.lock_instance(match.process_instance_id)
    # Matched without a lock: only who deletes the subscription has the receiver.
    if locked is None or not services.take_subscription(match.id):
        raise _LostRaceError
    file_references.check_files(message.variables, actor=actor)
    told: JsonObject = {
        "type": "message_received",
        "name": message.name,
        "correlation_key": message.correlation_key,
        "activity_id": match.activity_id,
    }
    doing = step.Doing(actor=actor, command="correlate_message", now=clock.now(), events=[told])
    receipt = engine_contracts.ReceiveMessage(visit=match.visit, variables=message.variables)
    plan = calling.advance(locked, receipt, doing)
    with store.pipeline():
        calling.write(plan)
    return CorrelationView(
        process_instance_id=match.process_instance_id,
        definition_key=match.definition_key,
        business_key=match.business_key,
        activity_id=match.activity_id,
        state=plan.main.change.state,
    )


def _find_match(message: Message, actor: Actor) -> Match:
    found = messages.find_matches(message, limit=2, actor=actor)
    able = [match for match in found if not match.suspended]
    if len(able) > 1:
        raise MessageAmbiguousError(
            "Name the instance, or a key that only one of those that wait has."
        )
    if able:
        return able[0]
    if found:
        raise MessageSuspendedError(
            f"The process instance {found[0].process_instance_id} waits for it and is suspended."
        )
    name = message.name[:MAX_INDEXED_CHARACTERS]
    if messages.is_awaited(message.name, actor=actor):
        raise MessageNotAwaitedError(f"Instances wait for {name!r}, but none with this key or id.")
    raise MessageNotAwaitedError(f"No instance waits for a message called {name!r}.")
