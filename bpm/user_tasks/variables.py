"""Variables of process instances: what searches for user tasks ask of the runtime."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from bpm.base.wire import JsonObject
from bpm.core.values import JsonValue
from bpm.identity.contracts import Actor

COLUMN_PREFIX = "variable:"
"""Begins the name of a list's column that shows a variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVariables:
    """Some variables of one process instance, as JSON with the types beside it."""

    variables: JsonObject
    variable_types: Mapping[str, str]


class TaskVariables(Protocol):
    """Conditions and values for one search by one person."""

    def of_tasks(self, value: JsonValue, pointer: str, around: JsonObject) -> Q:
        """Return the condition on ``user_task`` that a filter's ``variables`` stand for."""
        ...

    @property
    def is_met_by_few(self) -> bool:
        """Whether a condition that was read so far names its instances, because they are few."""
        ...

    def tasks_with_text(self, pattern: str) -> Q:
        """Return the condition on ``user_task``: a searchable text of its instance matches."""
        ...

    def instances_with_text(self, pattern: str, *, most: int) -> Sequence[UUID]:
        """Return so many of the instances with a searchable text that matches."""
        ...

    def find_undeclared(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of these names that no model declares searchable."""
        ...

    def shown(
        self, process_instance_ids: Sequence[UUID], names: Sequence[str]
    ) -> Mapping[UUID, ShownVariables]:
        """Return the values of searchable variables by instance."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who searches, and when.

    Args:
        now: In the zone whose midnight ``today()`` is.
        variables: What the search may ask of variables.
    """

    actor: Actor
    now: datetime
    variables: TaskVariables


def columns_of_variables(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the variables that a list's columns show."""
    return tuple(
        name.removeprefix(COLUMN_PREFIX) for name in columns if name.startswith(COLUMN_PREFIX)
    )
