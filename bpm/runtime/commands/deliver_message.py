"""Hand over a message that a model has thrown, because its job runs now."""

from dataclasses import replace

from bpm.base import clock
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import JsonObject
from bpm.definitions import queries as definitions, services as definition_services
from bpm.definitions.start_types import Start, StartKind
from bpm.identity.contracts import Actor, system_actor
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.messages import queries as messages, services
from bpm.messages.contracts import Match, Message
from bpm.messages.errors import MessageAmbiguousError, MessageExpiredError, MessageTakenError
from bpm.runtime import beginning, calling, chains, correlating, publishing, step, store

_ATTEMPTS = 5


class _LostRaceError(Exception):
    """The subscription that was found is gone; nothing of the attempt stays."""


def deliver_message(job: LeasedJob) -> None:
    """Hand a message over to who waits for it, else begin an instance, else look again later.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it.
        MessageAmbiguousError: More than one instance waits for it, or more than one process begins.
        MessageExpiredError: Nobody has waited for it in all its time.
        MessageTakenError: Others were faster, again and again.
        BusinessKeyInUseError: The process that begins wants business keys to be unique.
        InvalidInputError: The variables are too many or too large.
    """
    for _ in range(_ATTEMPTS):
        try:
            found = _deliver(job)
        except _LostRaceError:
            continue
        if not found:
            _wait(job)
        return
    raise MessageTakenError("It is tried again.")


@command
def _deliver(job: LeasedJob) -> bool:
    posted = publishing.read_payload(job)
    actor = system_actor(job.tenant_id)
    match = _find_match(posted, actor)
    if match is not None:
        _hand_over(job, posted.message, match)
        return True
    start = _find_start(posted.message, actor)
    if start is not None:
        _begin(job, posted.message, start, actor)
    return start is not None


def _wait(job: LeasedJob) -> None:
    posted, now = publishing.read_payload(job), clock.now()
    if now < posted.expires_at:
        due_at = publishing.next_look(posted, now=now)
        reason = f"Nobody waits for a message called {posted.message.name!r} yet."
        jobs.release_job(job.id, lease_token=job.lease_token, due_at=due_at, reason=reason)
        return
    raise MessageExpiredError(f"Nobody waits for a message called {posted.message.name!r}.")


def _find_match(posted: publishing.Posted, actor: Actor) -> Match | None:
    found = _able(posted.message, actor)
    if not found and posted.opens_conversation and posted.message.correlation_key is not None:
        found = _able(replace(posted.message, correlation_key=None), actor)
    if len(found) > 1:
        raise MessageAmbiguousError("Give those that wait for it keys, and the message one.")
    return found[0] if found else None


def _able(message: Message, actor: Actor) -> list[Match]:
    found = messages.find_matches(message, limit=2, actor=actor)
    return [match for match in found if not match.suspended]


def _find_start(message: Message, actor: Actor) -> Start | None:
    named = definitions.find_starts(StartKind.MESSAGE, tenant_id=actor.tenant_id, name=message.name)
    able = [
        start
        for start in definitions.one_for_each_event(named)
        if message.activity_id in (None, start.activity_id)
        and message.definition_key in (None, start.definition_key)
        and not start.is_suspended
    ]
    if len(able) > 1:
        raise MessageAmbiguousError("It begins several processes; draw a message flow to one.")
    return able[0] if able else None


def _hand_over(job: LeasedJob, message: Message, match: Match) -> None:
    locked = store.lock_instance(match.process_instance_id)
    _finish(job)
    if locked is None or not services.take_subscription(match.id):
        raise _LostRaceError
    receipt = engine_contracts.ReceiveMessage(visit=match.visit, variables=message.variables)
    plan = calling.advance(locked, receipt, _doing(job, message, match.activity_id))
    with pipelined():
        calling.write(plan)


def _begin(job: LeasedJob, message: Message, start: Start, actor: Actor) -> None:
    _finish(job)
    doing = _doing(job, message, start.activity_id)
    sent = correlating.sent_with(message, doing.events[0])
    gathered = definition_services.gather(start, sent, tenant_id=job.tenant_id, now=doing.now)
    if gathered is None:
        raise _LostRaceError
    if gathered.missing:
        return
    executable = definitions.get_executable_by_id(gathered.definition_id)
    key, doing = gathered.business_key, replace(doing, events=gathered.events)
    instance = replace(
        beginning.new_instance(executable, actor, business_key=key, now=doing.now),
        started_by=None,
    )
    plan = calling.start(
        instance, executable, gathered.variables, doing, start_at=start.activity_id
    )
    with beginning.business_key_guarded(key), pipelined():
        calling.write(plan, business_key_policy=executable.business_key_policy.value)


def _finish(job: LeasedJob) -> None:
    if not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")


def _doing(job: LeasedJob, message: Message, activity_id: str) -> step.Doing:
    told: JsonObject = {
        "type": "message_received",
        "name": message.name,
        "correlation_key": message.correlation_key,
        "activity_id": activity_id,
    }
    now = clock.now()
    chain = chains.read_chain(job.payload, now=now)
    return step.Doing(actor=None, command="deliver_message", now=now, events=[told], chain=chain)
