"""Variables that live below an instance's own, and secret ones that somebody looked at."""

from dataclasses import dataclass
from uuid import UUID

from bpm.base.wire import JsonObject, JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalScopeView:
    """The variables of one visit that lasts.

    Args:
        loop_index: Which copy of a multi-instance activity it is, from 0.
        parent_id: The visit that it lies in; None at the instance itself.
        secret_variables: Names of those that are masked: null stands for their values.
    """

    activity_instance_id: UUID
    activity_id: str
    activity_name: str | None
    activity_type: str
    loop_index: int | None
    parent_id: UUID | None
    variables: JsonObject
    variable_types: dict[str, str]
    secret_variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalScopesView:
    """The live scopes below an instance's own, oldest first.

    Args:
        is_cut: Whether there are more than the 500 that are given.
    """

    items: tuple[LocalScopeView, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealedVariableView:
    """The value of a secret variable, for who asked for it and said why.

    Args:
        variable_types: Type by place (the name, or a JSON Pointer) where JSON cannot say it.
    """

    name: str
    value: JsonValue
    variable_types: dict[str, str]
