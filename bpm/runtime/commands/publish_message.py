"""Send a message to the one who waits for it or to all, or keep it until somebody waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.time import DaysTimeDuration, InvalidTemporalError
from bpm.core.values import JsonObject
from bpm.definitions.start_types import Start
from bpm.files.services import UNUSED_FOR
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.messages import kept, queries as messages
from bpm.messages.contracts import (
    CorrelationMode,
    Match,
    Message,
    PublicationMode,
    Receiver,
    SentMessage,
)
from bpm.messages.errors import MessageNotAwaitedError, MessageSuspendedError, MessageTakenError
from bpm.runtime import correlating, file_references, handing_over, starts
from bpm.runtime.message_views import PublicationView

_ATTEMPTS = 5
_LONGEST = timedelta(days=31)

_MODES: Mapping[PublicationMode, CorrelationMode] = {
    PublicationMode.ONE: CorrelationMode.ONE,
    PublicationMode.START_ONLY: CorrelationMode.START_ONLY,
    PublicationMode.ALL: CorrelationMode.ONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A message, and how it is to be sent.

    Args:
        time_to_live: ISO 8601 duration for which it is kept where nobody waits for it; None where
            it is not kept.
    """

    message: Message
    mode: PublicationMode = PublicationMode.ONE
    time_to_live: str | None = None


def publish_message(
    publication: Publication, *, actor: Actor, request_key: RequestKey | None = None
) -> PublicationView:
    """Send a message to one or to all who wait for it; keep it where nobody does.

    One who waits for it, or the process that begins with it, goes on in this command. For all,
    each instance goes on by a job of its own, soon after.

    Args:
        publication: The message.
        actor: Who sends it; instances that the actor may not operate do not wait for it, and
            processes that the actor may not start do not begin with it.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        InvalidMessageError: It has no name, a key that is too long, or no possible time to live.
        MessageNotAwaitedError: Nobody waits for it, nothing begins with it, and it is not kept.
        MessageAmbiguousError: It is for one, and more than one waits for it or begins with it.
        MessageSuspendedError: Who waits for it is suspended, and it is not kept.
        MessageTakenError: Others were faster, again and again.
        BusinessKeyInUseError: The process that begins wants business keys to be unique.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables are too many or too large.
    """
    correlating.check(publication.message)
    lives = _read_time_to_live(publication)
    for _ in range(_ATTEMPTS):
        try:
            return _publish_once(publication, lives, actor, request_key)
        except correlating.LostRaceError:
            continue
    raise MessageTakenError("Send it again if it is still to be sent.")


def _read_time_to_live(publication: Publication) -> timedelta | None:
    text = publication.time_to_live
    if text is None:
        return None
    try:
        lives = DaysTimeDuration.parse(text.strip()).to_timedelta()
    except (InvalidTemporalError, OverflowError) as error:
        detail = "Give a duration in days and time, such as P1D or PT1H."
        raise correlating.refuse("/time_to_live", detail) from error
    if not timedelta(0) <= lives <= _LONGEST:
        detail = f"Give a duration from PT0S to P{_LONGEST.days}D."
        raise correlating.refuse("/time_to_live", detail)
    if lives and publication.mode is PublicationMode.START_ONLY:
        detail = "What only begins a process is not kept; leave this out."
        raise correlating.refuse("/time_to_live", detail)
    if lives >= UNUSED_FOR and file_references.file_ids_in(publication.message.variables.values()):
        detail = "A file that no instance refers to is kept for a day; let the message live less."
        raise correlating.refuse("/time_to_live", detail)
    return lives or None


@command
def _publish_once(
    publication: Publication,
    lives: timedelta | None,
    actor: Actor,
    request_key: RequestKey | None,
) -> PublicationView:
    own_key = correlating.message_key(publication.message, actor, sent=b"published")
    once = partial(answer_once, view=PublicationView, status=200)
    return once(
        request_key,
        run=lambda: once(own_key, run=lambda: _publish(publication, lives, actor)),
    )


def _publish(publication: Publication, lives: timedelta | None, actor: Actor) -> PublicationView:
    message = publication.message
    try:
        if publication.mode is PublicationMode.ALL:
            return _reach_all(message, actor)
        return _reach_one(message, _MODES[publication.mode], actor)
    except (MessageNotAwaitedError, MessageSuspendedError) as why:
        if lives is None:
            raise
        return _keep(message, lives, actor, why=why.detail)


def _reach_one(message: Message, mode: CorrelationMode, actor: Actor) -> PublicationView:
    view = correlating.hand_over(replace(message, mode=mode), actor, command="publish_message")
    return PublicationView(
        name=message.name,
        reached=0 if view.started or view.awaits else 1,
        started=1 if view.started else 0,
        receiver=view,
    )


def _reach_all(message: Message, actor: Actor) -> PublicationView:
    matches = messages.find_matches(message, limit=None, actor=actor)
    begun = correlating.list_starts(message, actor)
    correlating.require_some(message, actor, matches, begun)
    file_references.check_files(message.variables, actor=actor)
    return PublicationView(
        name=message.name,
        reached=_tell([match for match in matches if not match.suspended], message, actor),
        started=_begin(begun, message, actor),
    )


def _tell(matches: list[Match], message: Message, actor: Actor) -> int:
    sent = SentMessage(
        name=message.name,
        correlation_key=message.correlation_key,
        variables=message.variables,
        sent_by=actor.username,
    )
    receivers = [
        Receiver(
            tenant_id=actor.tenant_id,
            root_instance_id=match.root_instance_id,
            process_instance_id=match.process_instance_id,
            definition_id=match.definition_id,
            definition_key=match.definition_key,
            visit=match.visit,
            activity_id=match.activity_id,
        )
        for match in matches
    ]
    handing_over.add_jobs(receivers, now=clock.now(), sent=sent)
    return len({match.process_instance_id for match in matches})


def _begin(begun: list[Start], message: Message, actor: Actor) -> int:
    if begun:
        correlating.check_business_key(message)
    event: JsonObject = {
        "type": "message_received",
        "name": message.name,
        "correlation_key": message.correlation_key,
        "sent_by": actor.username,
    }
    sent = correlating.sent_with(message, event)
    ordered = starts.jobs_for(begun, sent, tenant_id=actor.tenant_id, now=clock.now())
    if ordered:
        jobs.add_jobs(ordered)
        running.wake_after_commit()
    return len(ordered)


def _keep(message: Message, lives: timedelta, actor: Actor, *, why: str) -> PublicationView:
    file_references.check_files(message.variables, actor=actor)
    kept.lock_name(actor.tenant_id, message.name)
    # Who began to wait since one looked is found now; who begins later finds the message.
    matches = messages.find_matches(message, limit=1, actor=actor)
    begun = () if matches else correlating.list_starts(message, actor)
    if any(not match.suspended for match in matches) or any(not x.is_suspended for x in begun):
        raise correlating.LostRaceError
    until = kept.keep_message(message, lives=lives, actor=actor)
    return PublicationView(name=message.name, kept_until=until, reason=why)
