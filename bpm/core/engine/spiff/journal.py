"""How a step is taken back: every change notes how to undo itself."""

from collections.abc import Callable


class Journal:
    """The changes of the step that runs now.

    It is cleared before each step, so it stays as short as one step is. Whoever changes a task,
    the tree or a scope records the call that puts the old state back; what every step does
    appends it to ``entries`` itself, which costs one call less.
    """

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[tuple[Callable[..., object], tuple[object, ...]]] = []

    def record(self, undo: Callable[..., object], *arguments: object) -> None:
        """Note that ``undo(*arguments)`` takes the change back that is made now."""
        self.entries.append((undo, arguments))

    def clear(self) -> None:
        """Forget the changes: they hold."""
        self.entries.clear()

    def unwind(self) -> None:
        """Take the changes back, the latest first."""
        while self.entries:
            undo, arguments = self.entries.pop()
            undo(*arguments)
