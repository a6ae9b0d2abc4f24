"""How sending a message can fail."""

from bpm.core.errors import ConflictError, InvalidInputError, NotFoundError, SuspendedError


class InvalidMessageError(InvalidInputError):
    """The message cannot be sent like this."""

    code = "invalid_message"


class MessageNotAwaitedError(NotFoundError):
    """Nobody waits for this message."""

    code = "message_not_awaited"


class MessageAmbiguousError(ConflictError):
    """More than one process instance waits for this message."""

    code = "message_ambiguous"


class MessageSuspendedError(SuspendedError):
    """Who waits for this message is suspended."""

    code = "message_suspended"


class MessageTakenError(ConflictError):
    """Another message was faster, again and again."""

    code = "message_taken"


class MessageExpiredError(ConflictError):
    """Nobody has waited for this message as long as it lived."""

    code = "message_expired"


class KeptMessageNotFoundError(NotFoundError):
    """There is no such message, or somebody has received it, or its time is over."""

    code = "kept_message_not_found"


class KeptMessageDiscardedError(ConflictError):
    """Somebody has discarded the message already."""

    code = "kept_message_discarded"


class InvalidDiscardReasonError(InvalidInputError):
    """The reason is missing or too long."""

    code = "invalid_discard_reason"
