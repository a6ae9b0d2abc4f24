"""Hand a message over to the one instance that waits for it, or begin one with it."""

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.messages.contracts import Message
from bpm.messages.errors import MessageTakenError
from bpm.runtime import correlating
from bpm.runtime.message_views import CorrelationView

_ATTEMPTS = 5


def correlate_message(
    message: Message, *, actor: Actor, request_key: RequestKey | None = None
) -> CorrelationView:
    """Let the instance go on that waits for a message, else begin the process that it begins.

    It is not kept for later.

    Args:
        message: As it was sent.
        actor: Who sends it; instances that the actor may not operate do not wait for it, and
            processes that the actor may not start do not begin with it.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        InvalidMessageError: It has no name, or a key that is too long.
        MessageNotAwaitedError: Nobody waits for it, and nothing begins with it.
        MessageAmbiguousError: More than one instance waits for it, or more than one process begins.
        MessageSuspendedError: Who waits for it, or begins with it, is suspended.
        MessageTakenError: Others were faster, again and again.
        BusinessKeyInUseError: The process that begins wants business keys to be unique.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables are too many or too large.
    """
    correlating.check(message)
    for _ in range(_ATTEMPTS):
        try:
            return _correlate_once(message, actor, request_key)
        except correlating.LostRaceError:
            continue
    raise MessageTakenError("Send it again if it is still to be sent.")


@command
def _correlate_once(
    message: Message, actor: Actor, request_key: RequestKey | None
) -> CorrelationView:
    return answer_once(
        request_key,
        view=CorrelationView,
        status=200,
        run=lambda: answer_once(
            correlating.message_key(message, actor),
            view=CorrelationView,
            status=200,
            run=lambda: correlating.hand_over(message, actor, command="correlate_message"),
        ),
    )
