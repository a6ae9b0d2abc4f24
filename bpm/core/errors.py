"""The errors of the suite: one root, one class per kind of answer, a stable code each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, at one place.

    Args:
        code: Stable, snake_case; listed in ``docs/reference/errors.md``.
        detail: One sentence for a person.
        pointer: JSON Pointer (RFC 6901) into the request body; empty where none applies.
        element_id: Id of the model element at fault, where a model is at fault.
        remedy: What to do about it.
        resource: Name of the file at fault, in a deployment.
        line: Line in that file, from 1.
    """

    code: str
    detail: str
    pointer: str = ""
    element_id: str | None = None
    remedy: str | None = None
    resource: str | None = None
    line: int | None = None


class BpmError(Exception):
    """Something went wrong.

    The docstring of a subclass is its title; the message says what to do next.
    """

    code: ClassVar[str] = "error"

    def __init__(self, detail: str = "", *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(detail or self.title())
        self.detail = detail or self.title()
        self.problems = tuple(problems)

    @classmethod
    def title(cls) -> str:
        """Return the first sentence of the docstring."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")


class MalformedInputError(BpmError):
    """The request cannot be read."""

    code = "malformed"


class UnauthenticatedError(BpmError):
    """Nobody is logged in."""

    code = "unauthenticated"


class ForbiddenError(BpmError):
    """You may see this, not do it."""

    code = "forbidden"


class NotFoundError(BpmError):
    """It does not exist, or is not yours to see."""

    code = "not_found"


class ConflictError(BpmError):
    """Somebody else was faster, or the state does not allow it."""

    code = "conflict"


class PreconditionFailedError(BpmError):
    """It changed since it was read."""

    code = "precondition_failed"


class TooLargeError(BpmError):
    """The request is too large."""

    code = "too_large"


class InvalidInputError(BpmError):
    """The request was understood and refused."""

    code = "invalid"


class SuspendedError(BpmError):
    """The process instance is suspended."""

    code = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How often something may still be tried.

    Args:
        limit: Attempts that a window of time allows.
        remaining: How many of those are left.
        reset_seconds: When the window ends, in seconds from now.
    """

    limit: int
    remaining: int
    reset_seconds: int


class ThrottledError(BpmError):
    """Too many attempts."""

    code = "throttled"

    def __init__(self, detail: str = "", *, rate: RateLimit) -> None:
        super().__init__(detail)
        self.rate = rate

    @property
    def retry_after_seconds(self) -> int:
        """Return how long to wait before the next attempt."""
        return self.rate.reset_seconds


class UnavailableError(BpmError):
    """The service is busy or its database is away."""

    code = "unavailable"
