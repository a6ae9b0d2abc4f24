"""Sharing what a person keeps, such as a saved search, with groups."""

from collections.abc import Collection, Sequence

from bpm.core.errors import Problem
from bpm.identity import queries
from bpm.identity.contracts import Actor, Permission

MOST_GROUPS = 20


def check_shared_with(
    wanted: Sequence[str], *, before: Collection[str], actor: Actor
) -> list[Problem]:
    """Tell which groups are none, or are not the actor's to share with.

    Args:
        wanted: Names of groups; problems point below ``/shared_with``.
        before: Those it is shared with already; they may stay.
        actor: Shares with groups of his own; who administers people, with any.
    """
    if len(wanted) > MOST_GROUPS:
        return [_problem("/shared_with", f"Share it with at most {MOST_GROUPS} groups.")]
    known = queries.group_names(actor.tenant_id, wanted)
    if Permission.ADMINISTER_PEOPLE not in actor.permissions:
        known &= actor.groups | frozenset(before)
    return [
        _problem(f"/shared_with/{index}", "Share it with groups that you belong to.")
        for index, name in enumerate(wanted)
        if name not in known
    ]


def _problem(pointer: str, detail: str) -> Problem:
    return Problem(code="invalid_value", pointer=pointer, detail=detail)
