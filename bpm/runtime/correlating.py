"""From a message to who receives it: who waits comes first, else the process that it begins."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from bpm.base import clock
from bpm.base.idempotency import RequestKey
from bpm.base.indexing import MAX_INDEXED_CHARACTERS
from bpm.base.log_context import add_to_log_context
from bpm.base.pipelining import pipelined
from bpm.core.engine import contracts as engine_contracts
from bpm.core.errors import Problem
from bpm.core.values import JsonObject, check_limits
from bpm.definitions import queries as definitions, services as definition_services
from bpm.definitions.start_types import Occurrence, Start, StartKind
from bpm.identity.contracts import Actor
from bpm.messages import queries as messages, services
from bpm.messages.contracts import CorrelationMode, Match, Message
from bpm.messages.errors import (
    InvalidMessageError,
    MessageAmbiguousError,
    MessageNotAwaitedError,
    MessageSuspendedError,
)
from bpm.runtime import beginning, calling, file_references, step, store
from bpm.runtime.contracts import MAX_BUSINESS_KEY_CHARACTERS
from bpm.runtime.limits import variable_limits
from bpm.runtime.message_views import CorrelationView


class LostRaceError(Exception):
    """Who waited, or nobody, when one looked: it is otherwise now; nothing of the attempt stays."""


def refuse(pointer: str, detail: str) -> InvalidMessageError:
    """Return the error of a message that cannot be sent like this."""
    problem = Problem(code=InvalidMessageError.code, detail=detail, pointer=pointer)
    return InvalidMessageError(detail, problems=[problem])


def check(message: Message) -> None:
    """Refuse a message that cannot be.

    Raises:
        InvalidMessageError: It has no name, or a key that is too long.
        InvalidInputError: The variables are too many or too large.
    """
    problems = []
    for member in ("name", "business_key", "correlation_key", "message_id"):
        text: str | None = getattr(message, member)
        if text is not None and not 0 < len(text) <= MAX_INDEXED_CHARACTERS * 10:
            detail = f"Give 1 to {MAX_INDEXED_CHARACTERS * 10} characters, or leave it out."
            problems.append(
                Problem(code=InvalidMessageError.code, detail=detail, pointer=f"/{member}")
            )
    if problems:
        raise InvalidMessageError(problems[0].detail, problems=problems)
    check_limits(message.variables, limits=variable_limits())


def message_key(message: Message, actor: Actor, *, sent: bytes = b"") -> RequestKey | None:
    """Return what tells one message of the tenant from another, whoever sends it.

    Args:
        message: As it was sent; without an id of its own nothing does.
        actor: Who sends it.
        sent: Another way to send it than correlating; the same id is refused across them.
    """
    if message.message_id is None:
        return None
    parts = (message.name, message.correlation_key or "", message.message_id)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    key = f"message {digest.hex()}"
    way = hashlib.sha256(sent + digest).digest() if sent else digest
    return RequestKey(actor_id=actor.tenant_id, key=key, request_digest=way)


def hand_over(message: Message, actor: Actor, *, command: str) -> CorrelationView:
    """Let the one instance go on that waits for a message, else begin the process that it begins.

    Args:
        message: As it was sent, and checked.
        actor: Who sends it.
        command: Name of the command, as the history tells it.

    Raises:
        LostRaceError: Somebody was faster.
        MessageNotAwaitedError: Nobody waits for it, and nothing begins with it.
        MessageAmbiguousError: More than one instance waits for it, or more than one process begins.
        MessageSuspendedError: Who waits for it, or begins with it, is suspended.
        BusinessKeyInUseError: The process that begins wants business keys to be unique.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables became too many or too large.
    """
    match = None if message.mode is CorrelationMode.START_ONLY else _find_match(message, actor)
    if match is None:
        return _begin(message, actor, command)
    locked = store.lock_instance(match.process_instance_id)
    # Matched without a lock: only who deletes the subscription has the receiver.
    if locked is None or not services.take_subscription(match.id):
        raise LostRaceError
    file_references.check_files(message.variables, actor=actor)
    doing = _doing(message, actor, match.activity_id, command)
    receipt = engine_contracts.ReceiveMessage(visit=match.visit, variables=message.variables)
    plan = calling.advance(locked, receipt, doing)
    with pipelined():
        calling.write(plan)
    return CorrelationView(
        process_instance_id=match.process_instance_id,
        definition_key=match.definition_key,
        business_key=match.business_key,
        activity_id=match.activity_id,
        state=plan.main.change.state,
    )


def list_starts(message: Message, actor: Actor) -> list[Start]:
    """Return the starts of processes that a message begins, as far as the actor may start them."""
    if message.process_instance_id is not None:
        return []
    named = definitions.find_starts(StartKind.MESSAGE, tenant_id=actor.tenant_id, name=message.name)
    return [
        start
        for start in definitions.one_for_each_event(named)
        if message.activity_id in (None, start.activity_id)
        and message.definition_key in (None, start.definition_key)
        and beginning.may_begin(start, actor)
    ]


def check_business_key(message: Message) -> None:
    """Refuse a business key that no instance can have.

    Raises:
        InvalidStartError: It is too long.
    """
    key = message.business_key
    if key is not None and len(key) > MAX_BUSINESS_KEY_CHARACTERS:
        detail = f"A process that begins takes a key of at most {MAX_BUSINESS_KEY_CHARACTERS}."
        raise beginning.refuse("/business_key", detail)


def require_some(
    message: Message, actor: Actor, matches: Sequence[Match], starts: Sequence[Start]
) -> None:
    """Say why a message reaches nobody; who waits or begins, but is suspended, is no receiver.

    Raises:
        MessageSuspendedError: All who wait for it, or begin with it, are suspended.
        MessageNotAwaitedError: Nobody waits for it, and nothing begins with it.
    """
    if any(not found.suspended for found in matches):
        return
    if any(not start.is_suspended for start in starts):
        return
    if matches:
        raise MessageSuspendedError(
            f"The process instance {matches[0].process_instance_id} waits for it and is suspended."
        )
    if starts:
        raise MessageSuspendedError(
            f"It begins the process {starts[0].definition_key!r}, which is suspended."
        )
    raise MessageNotAwaitedError(_why_nobody(message, actor))


def sent_with(message: Message, told: JsonObject) -> Occurrence:
    """Return a message as what happens to a start event.

    Args:
        message: It.
        told: It, as the history tells it.
    """
    return Occurrence(
        event=told,
        variables=message.variables,
        business_key=message.business_key,
        correlation_key=message.correlation_key,
    )


def _doing(message: Message, actor: Actor, activity_id: str, command: str) -> step.Doing:
    told: JsonObject = {
        "type": "message_received",
        "name": message.name,
        "correlation_key": message.correlation_key,
        "activity_id": activity_id,
    }
    return step.Doing(actor=actor, command=command, now=clock.now(), events=[told])


def _find_match(message: Message, actor: Actor) -> Match | None:
    found = messages.find_matches(message, limit=2, actor=actor)
    able = [match for match in found if not match.suspended]
    if len(able) > 1:
        raise MessageAmbiguousError(
            "Name the instance, or a key that only one of those that wait has."
        )
    if able:
        return able[0]
    if found:
        require_some(message, actor, found, ())
    return None


def _begin(message: Message, actor: Actor, command: str) -> CorrelationView:
    """Begin an instance, because nobody waits for the message."""
    start = _find_start(message, actor)
    check_business_key(message)
    file_references.check_files(message.variables, actor=actor)
    doing = _doing(message, actor, start.activity_id, command)
    gathered = definition_services.gather(
        start, sent_with(message, doing.events[0]), tenant_id=actor.tenant_id, now=doing.now
    )
    if gathered is None:
        raise LostRaceError
    if gathered.missing:
        return CorrelationView(
            process_instance_id=None,
            definition_key=start.definition_key,
            business_key=message.business_key,
            activity_id=start.activity_id,
            state=None,
            awaits=gathered.missing,
        )
    executable = definitions.get_executable_by_id(gathered.definition_id)
    key, doing = gathered.business_key, replace(doing, events=gathered.events)
    instance = beginning.new_instance(executable, actor, business_key=key, now=doing.now)
    add_to_log_context(process_instance_id=instance.id, business_key=key)
    plan = calling.start(
        instance, executable, gathered.variables, doing, start_at=start.activity_id
    )
    with beginning.business_key_guarded(key), pipelined():
        calling.write(plan, business_key_policy=executable.business_key_policy.value)
    return CorrelationView(
        process_instance_id=instance.id,
        definition_key=executable.key,
        business_key=key,
        activity_id=start.activity_id,
        state=plan.main.change.state,
        started=True,
    )


def _find_start(message: Message, actor: Actor) -> Start:
    found = list_starts(message, actor)
    able = [start for start in found if not start.is_suspended]
    if len(able) > 1:
        places = ", ".join(f"{start.definition_key!r} at {start.activity_id!r}" for start in able)
        raise MessageAmbiguousError(
            f"It begins several processes: {places}. Name one by definition_key, or activity_id."
        )
    require_some(message, actor, (), found)
    return able[0]


def _why_nobody(message: Message, actor: Actor) -> str:
    name = message.name[:MAX_INDEXED_CHARACTERS]
    if message.mode is CorrelationMode.START_ONLY:
        return f"No process begins with a message called {name!r}, as far as you may start it."
    if messages.is_awaited(message.name, actor=actor):
        return f"Instances wait for {name!r}, but none with this key or id."
    return f"No instance waits for a message called {name!r}, and no process begins with it."
