"""The visits of an instance, gathered from what the engine has told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityOutcome,
    ActivityStarted,
    Effect,
    PastVisit,
)


class Past:
    """Every visit so far, as the runtime keeps it."""

    def __init__(self) -> None:
        self._visits: dict[int, PastVisit] = {}

    def add(self, effects: Iterable[Effect], at: datetime) -> None:
        """Take in what one command led to."""
        for effect in effects:
            if isinstance(effect, ActivityStarted):
                self._visits[effect.visit] = PastVisit(
                    visit=effect.visit,
                    activity_id=effect.activity_id,
                    activity_type=effect.activity_type,
                    scope=effect.scope,
                    started_at=at,
                    ended_at=None,
                    is_completed=False,
                )
            elif isinstance(effect, ActivityEnded):
                self._visits[effect.visit] = replace(
                    self._visits[effect.visit],
                    ended_at=at,
                    is_completed=effect.outcome is ActivityOutcome.COMPLETED,
                )

    @property
    def visits(self) -> list[PastVisit]:
        return list(self._visits.values())
