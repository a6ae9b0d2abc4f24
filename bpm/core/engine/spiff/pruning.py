"""Leave out what one command asked for and called off again."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bpm.core.engine.contracts import (
    ArmTimer,
    CancelChild,
    CancelJob,
    CancelUserTask,
    CreateJob,
    CreateUserTask,
    Effect,
    RaiseIncident,
    ResolveIncident,
    StartChild,
    Subscribe,
    Unsubscribe,
)

_ENDS: Final[Mapping[type, tuple[type, ...]]] = MappingProxyType(
    {
        CancelUserTask: (CreateUserTask,),
        CancelJob: (CreateJob, ArmTimer),
        Unsubscribe: (Subscribe,),
        CancelChild: (StartChild,),
        ResolveIncident: (RaiseIncident,),
    }
)
"""What each of these effects takes back when it follows in the same command."""


def prune(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Return the effects without pairs of asking and calling off at one visit."""
    effects = tuple(effects)
    if not any(type(effect) in _ENDS for effect in effects):
        return effects
    kept: list[Effect | None] = []
    asked: dict[tuple[int, type], int] = {}
    for effect in effects:
        beginnings = _ENDS.get(type(effect), ())
        visit = getattr(effect, "visit", 0)
        places = [asked.pop((visit, kind)) for kind in beginnings if (visit, kind) in asked]
        if places:
            for place in places:
                kept[place] = None
            continue
        if type(effect) in _BEGINNINGS:
            asked[visit, type(effect)] = len(kept)
        kept.append(effect)
    return tuple(effect for effect in kept if effect is not None)


_BEGINNINGS: Final = frozenset(kind for kinds in _ENDS.values() for kind in kinds)
