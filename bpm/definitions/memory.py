"""What was read before, kept in memory by a key under which it never changes."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

_REMEMBERED = 500

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Memory(Generic[Key, Found]):
    """The things used lately, the least used going first."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Key, Found] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key) -> Found | None:
        """Return what is remembered."""
        found = self._entries.get(key)
        if found is not None and len(self._entries) > _REMEMBERED // 2:
            with self._lock:
                if key in self._entries:
                    self._entries.move_to_end(key)
        return found

    def remember(self, key: Key, found: Found) -> None:
        """Keep something."""
        with self._lock:
            self._entries[key] = found
            if len(self._entries) > _REMEMBERED:
                self._entries.popitem(last=False)
