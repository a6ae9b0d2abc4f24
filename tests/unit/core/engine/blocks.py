"""Random block-structured processes, as trees of blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hypothesis import strategies as st

from tests.unit.core.models import (
    setting,
)


@dataclass(frozen=True)
class Step:
    """A single task.

    Args:
        kind: ``script``, ``user``, ``none``, ``manual``, ``wait``, ``message``, ``service``,
            ``call``.
        settings: Its ``bpm:async``, or nothing.
    """

    kind: str
    settings: str = ""


@dataclass(frozen=True)
class Guarded:
    """A sub-process with an event at its border.

    Args:
        trigger: ``timer``, ``cycle`` or ``message``.
    """

    part: "Block"
    trigger: str
    is_interrupting: bool


@dataclass(frozen=True)
class Row:
    """Blocks one after the other."""

    parts: Sequence["Block"]


@dataclass(frozen=True)
class Choice:
    """An exclusive gateway over blocks, joined again."""

    parts: Sequence["Block"]
    settings: str
    has_default: bool


@dataclass(frozen=True)
class Loop:
    """A block run several times."""

    part: "Block"
    turns: int


@dataclass(frozen=True)
class Fork:
    """A parallel gateway over blocks, joined again."""

    parts: Sequence["Block"]


@dataclass(frozen=True)
class Pick:
    """An inclusive gateway over blocks, joined again."""

    parts: Sequence["Block"]
    has_default: bool


@dataclass(frozen=True)
class Sub:
    """A sub-process around a block, with or without mappings."""

    part: "Block"
    has_mappings: bool


@dataclass(frozen=True)
class Many:
    """A sub-process around a block, for each item of a list.

    Args:
        enough: After how many instances the others are cancelled; 0 for never.
    """

    part: "Block"
    count: int
    is_sequential: bool
    enough: int = 0


@dataclass(frozen=True)
class Broken:
    """A sub-process one of whose branches ends the others.

    Args:
        throws: An error caught at its boundary, or else a terminate end event.
    """

    parts: Sequence["Block"]
    throws: bool


Block: TypeAlias = Step | Row | Choice | Loop | Fork | Pick | Sub | Many | Broken | Guarded

BOUNDARIES = st.sampled_from(
    [
        "",
        "",
        "",
        setting("async", before="true"),
        setting("async", after="true"),
        setting("async", before="1", after="1"),
    ]
)
PLAIN = ["script", "user", "none", "manual"]
WAITING = ["wait", "message", "service", "call"]
STEPS = st.one_of(
    st.builds(Step, st.sampled_from(PLAIN), BOUNDARIES),
    st.builds(Step, st.sampled_from(WAITING)),
)


def extend(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    """Return blocks around blocks, in which the order of the branches does not matter."""
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(Row, st.lists(inner, min_size=1, max_size=3)),
        st.builds(Choice, several, BOUNDARIES, st.booleans()),
        st.builds(Loop, inner, st.integers(1, 3)),
        st.builds(Fork, several),
        st.builds(Pick, several, st.booleans()),
        st.builds(Sub, inner, st.booleans()),
        st.builds(Many, inner, st.integers(0, 3), st.booleans()),
    )


def extend_wildly(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    """Return blocks around blocks, in which one branch may end others."""
    return st.one_of(
        extend(inner),
        st.builds(Many, inner, st.integers(0, 3), st.booleans(), st.integers(1, 2)),
        st.builds(Broken, st.lists(inner, min_size=2, max_size=3), st.booleans()),
        st.builds(Guarded, inner, st.sampled_from(["timer", "cycle"]), st.booleans()),
        st.builds(Guarded, inner, st.just("message"), st.just(True)),
    )


BLOCKS: st.SearchStrategy[Block] = st.recursive(STEPS, extend, max_leaves=6)
"""Blocks in which the order of the branches does not matter."""

WILD_BLOCKS: st.SearchStrategy[Block] = st.recursive(STEPS, extend_wildly, max_leaves=6)
"""Blocks in which one branch may end others."""
