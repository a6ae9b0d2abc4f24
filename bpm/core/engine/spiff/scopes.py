"""Variables in nested scopes, written through the journal."""

from collections.abc import Iterator, Mapping, MutableMapping
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Final

from typing_extensions import override

from bpm.core.engine.contracts import INSTANCE_SCOPE, VariableChange
from bpm.core.engine.spiff.journal import Journal
from bpm.core.values import Value


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
"""Stands for a variable that is not there, which null is not."""


_NUMBERS: Final = MappingProxyType(
    {
        "numberOfInstances": "nrOfInstances",
        "numberOfActiveInstances": "nrOfActiveInstances",
        "numberOfCompletedInstances": "nrOfCompletedInstances",
    }
)
"""BPMN 2.0.2 calls the numbers of a multi-instance activity so (§10.3.8), engines by the others."""
_TERMINATED: Final = "numberOfTerminatedInstances"
"""Instances are ended only once no condition is asked any more."""


class Scope:
    """Variables that live and die with one visit, or with the process instance.

    Args:
        id: Visit that owns the scope, or ``INSTANCE_SCOPE``.
        parent: The scope around it; None for the instance's own.
        values: The variables; owned by the scope from now on.
        keeps_new: Names that no scope holds yet are made here, not at the instance: so that
            the bodies of a multi-instance activity do not overwrite one another.
    """

    __slots__ = ("id", "keeps_new", "parent", "values")

    def __init__(
        self,
        id: int,  # noqa: A002 - the same word as in the saved state
        parent: "Scope | None",
        values: dict[str, Value],
        *,
        keeps_new: bool = False,
    ) -> None:
        self.id = id
        self.parent = parent
        self.values = values
        self.keeps_new = keeps_new

    def lookup(self, name: str) -> Value:
        """Return the value of the nearest variable of that name.

        Raises:
            KeyError: No scope from here outward holds it.
        """
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.parent
        if name in _NUMBERS:
            return self.lookup(_NUMBERS[name])
        if name == _TERMINATED:
            return self.lookup("nrOfInstances") and Decimal(0)
        raise KeyError(name)

    def visible(self, names: frozenset[str] | None = None) -> dict[str, Value]:
        """Return the variables that can be read from here.

        Args:
            names: Which of them; None for every one.
        """
        found: dict[str, Value] = {} if self.parent is None else self.parent.visible(names)
        wanted = self.values.keys() if names is None else names & self.values.keys()
        return found | {name: self.values[name] for name in wanted}

    def home_of(self, name: str) -> "Scope":
        """Return the scope that a write of ``name`` from here goes to.

        The nearest that holds the name; else the nearest that keeps new names; else the
        instance's.
        """
        keeper: Scope | None = None
        scope = self
        while True:
            if name in scope.values:
                return scope
            if keeper is None and scope.keeps_new:
                keeper = scope
            if scope.parent is None:
                return keeper or scope
            scope = scope.parent


class ScopeStore:
    """All live scopes of a process instance, and what the command has changed in them."""

    __slots__ = ("_closed", "_journal", "_originals", "_restored", "scopes", "writes")

    def __init__(self, journal: Journal, variables: Mapping[str, Value]) -> None:
        self._journal = journal
        self._originals: dict[tuple[int, str], Value | _Absent] = {}
        self._restored: set[int] = set()
        self._closed: dict[int, Scope] = {}
        self.writes = 0
        """How often a variable was written, whatever was taken back."""
        self.scopes: dict[int, Scope] = {
            INSTANCE_SCOPE: Scope(INSTANCE_SCOPE, None, dict(variables))
        }

    @property
    def instance(self) -> Scope:
        """The process instance's own scope."""
        return self.scopes[INSTANCE_SCOPE]

    def restore(
        self, scope_id: int, parent_id: int, values: Mapping[str, Value], *, keeps_new: bool
    ) -> None:
        """Put a scope of a saved state back; its parent is there already."""
        parent = self.scopes[parent_id]
        self.scopes[scope_id] = Scope(scope_id, parent, dict(values), keeps_new=keeps_new)
        self._restored.add(scope_id)

    def open(self, scope_id: int, parent: Scope, *, keeps_new: bool) -> Scope:
        """Make an empty scope for a visit."""
        scope = Scope(scope_id, parent, {}, keeps_new=keeps_new)
        self._journal.record(self.scopes.pop, scope_id)
        self.scopes[scope_id] = scope
        return scope

    def close(self, scope: Scope) -> None:
        """Drop a scope with all that is in it, because its visit is over."""
        self._closed[scope.id] = scope
        self._journal.record(self.scopes.__setitem__, scope.id, scope)
        del self.scopes[scope.id]

    def move(self, scope: Scope, parent: Scope) -> None:
        """Keep a scope longer than its visit, within another one.

        Names that it does not hold are written further out from now on.
        """
        self._journal.record(setattr, scope, "parent", scope.parent)
        self._journal.record(setattr, scope, "keeps_new", scope.keeps_new)
        scope.parent, scope.keeps_new = parent, False

    @property
    def removed(self) -> frozenset[int]:
        """Scopes of the saved state that are there no more."""
        return frozenset(self._restored - self.scopes.keys())

    def write(self, scope: Scope, name: str, value: Value) -> None:
        """Write a variable as seen from ``scope``; see ``Scope.home_of``."""
        self.declare(scope.home_of(name), name, value)

    def declare(self, scope: Scope, name: str, value: Value) -> None:
        """Write a variable of this very scope, whatever others hold."""
        old = scope.values.get(name, ABSENT)
        self._journal.record(_put_back, scope.values, name, old)
        self._originals.setdefault((scope.id, name), old)
        scope.values[name] = value
        self.writes += 1

    def changes(self) -> tuple[VariableChange, ...]:
        """Return what differs from the beginning of the command, in order of first writing.

        What was written last into a scope that was there before and is over now is told too:
        it may be what a person has entered. Scopes that came and went leave no trace.
        """
        return tuple(self._find_changes())

    def _find_changes(self) -> Iterator[VariableChange]:
        for (scope_id, name), original in self._originals.items():
            scope = self.scopes.get(scope_id)
            if scope is None and scope_id in self._restored:
                scope = self._closed[scope_id]
            current = ABSENT if scope is None else scope.values.get(name, ABSENT)
            if current is original or current is ABSENT:
                continue
            if original is ABSENT:
                yield VariableChange(scope=scope_id, name=name, new=current, is_new=True)
            else:
                yield VariableChange(scope=scope_id, name=name, new=current, old=original)


def _put_back(values: dict[str, Value], name: str, old: Value | _Absent) -> None:
    if old is ABSENT:
        del values[name]
    else:
        values[name] = old


class TaskData(MutableMapping[str, Value]):
    """What SpiffWorkflow sees as a task's data: the live scope, with an empty iteration.

    Its classes copy and merge data from task to task, which loses updates at joins. Over a
    mapping that lists nothing, every such copy does nothing, while single reads and writes
    reach the scope.
    """

    __slots__ = ("_scope", "_store")

    def __init__(self, store: ScopeStore, scope: Scope) -> None:
        self._store = store
        self._scope = scope

    @override
    def __getitem__(self, name: str) -> Value:
        return self._scope.lookup(name)

    @override
    def __setitem__(self, name: str, value: Value) -> None:
        self._store.write(self._scope, name, value)

    @override
    def __delitem__(self, name: str) -> None:
        raise KeyError(name)

    @override
    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name, ABSENT) is not ABSENT

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(())

    @override
    def __len__(self) -> int:
        return 0
