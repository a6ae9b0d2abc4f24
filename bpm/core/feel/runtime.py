"""What one evaluation carries: the variables, the instant, what it may still spend, and notes."""

from collections.abc import Callable, Sized
from datetime import datetime
from typing import NoReturn

from bpm.core.feel.errors import LimitReachedError
from bpm.core.values import Value

DEFAULT_STEPS = 200_000
MAX_STRING_LENGTH = 1_000_000
MAX_LIST_LENGTH = 100_000
MAX_CALL_DEPTH = 100
MAX_NOTES = 5

Lookup = Callable[[str], Value]


class Budget:
    """How much work evaluations may do together; a step takes about a microsecond.

    Args:
        steps: For all evaluations that share the budget.
    """

    __slots__ = ("remaining",)

    def __init__(self, steps: int = DEFAULT_STEPS) -> None:
        self.remaining = steps

    def spend(self, steps: int) -> None:
        """Take steps away.

        Raises:
            LimitReachedError: No more are left.
        """
        self.remaining -= steps
        if self.remaining < 0:
            raise LimitReachedError("it takes too much work.")


class Runtime:
    """One evaluation under way."""

    __slots__ = ("budget", "depth", "lookup", "notes", "now")

    def __init__(self, lookup: Lookup, now: datetime, budget: Budget) -> None:
        self.lookup = lookup
        self.now = now
        self.budget = budget
        self.depth = 0
        self.notes: list[str] = []

    def spend(self, steps: int) -> None:
        """Charge work that grows with the data."""
        self.budget.spend(steps)

    def note(self, reason: str) -> None:
        """Keep the reason why an operation gives null."""
        if len(self.notes) < MAX_NOTES:
            self.notes.append(reason)

    def keep_string(self, text: str) -> str:
        """Let a new string pass, unless it is too long."""
        if len(text) > MAX_STRING_LENGTH:
            self.refuse_string()
        self.spend(len(text) >> 10)
        return text

    def refuse_string(self) -> NoReturn:
        """Stop because a string would be too long."""
        raise LimitReachedError(f"a string would be longer than {MAX_STRING_LENGTH} characters.")

    def check_length(self, length: int) -> None:
        """Charge a new list of this length, unless it is too long."""
        if length > MAX_LIST_LENGTH:
            raise LimitReachedError(f"a list would have more than {MAX_LIST_LENGTH} items.")
        self.spend(length)

    def visit(self, items: Sized) -> None:
        """Charge a walk over a list or context."""
        self.spend(len(items))
