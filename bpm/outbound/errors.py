"""How a request to the outside can fail, and whether trying again can help."""

from typing import ClassVar

from bpm.core.errors import BpmError


class OutboundError(BpmError):
    """A request to the outside failed."""

    code = "outbound_failed"
    is_permanent: ClassVar[bool] = False
    """Whether the same request would fail again."""


class InvalidRequestError(OutboundError):
    """This request cannot be sent as it stands."""

    code = "outbound_request_invalid"
    is_permanent = True


class AddressRefusedError(OutboundError):
    """Processes may not call this address."""

    code = "address_refused"
    is_permanent = True


class RedirectRefusedError(OutboundError):
    """The answer leads somewhere that is not followed."""

    code = "redirect_refused"
    is_permanent = True


class ResponseTooLargeError(OutboundError):
    """The answer is larger than allowed."""

    code = "response_too_large"
    is_permanent = True


class UnreachableError(OutboundError):
    """There is no connection, or it broke off."""

    code = "unreachable"


class OutboundTimeoutError(OutboundError):
    """The answer took too long."""

    code = "outbound_timeout"
