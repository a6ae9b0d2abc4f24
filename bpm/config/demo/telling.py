"""Tells the past of the demo, scene by scene, while people are at work beside it."""

import logging
from contextlib import suppress

from django.db import IntegrityError

from bpm.base import clock
from bpm.base.transactions import as_one, follow_database_clock
from bpm.config.demo.programme import Performance, performances
from bpm.config.demo.stage import Cast, PresentReachedError, Scene, is_played
from bpm.core.errors import UnavailableError
from bpm.definitions import queries as definitions
from bpm.runtime.commands.save_start_draft import save_start_draft
from bpm.runtime.contracts import NewStartDraft
from bpm.runtime.queries.start_drafts import find_start_draft

_ATTEMPTS = 3
_LOG = logging.getLogger(__name__)


def tell_past() -> int:
    """Play what has not been played yet; return how many scenes that were.

    Each scene is one transaction: whoever stops this finds whole scenes only, and it goes on where
    it stopped.
    """
    follow_database_clock()
    present = clock.now()
    cast = Cast()
    played = 0
    for performance in performances(present):
        if not is_played(cast, performance.opening):
            _play(performance, cast)
            played += 1
    _leave_start_draft(cast)
    return played


def _leave_start_draft(cast: Cast) -> None:
    """Leave an invoice that the clerk has begun to enter."""
    clerk = cast["clerk"]
    definition = definitions.get_newest_definition(clerk, "invoice-approval")
    if find_start_draft(definition.id, actor=clerk).revision == 0:
        typed = NewStartDraft(
            business_key="", variables={"supplier": "Vega Software"}, variable_types={}
        )
        save_start_draft(definition.id, actor=clerk, draft=typed)


def _play(performance: Performance, cast: Cast) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            # No worker may take part in a scene: it is shown to nobody before it is over.
            with as_one():
                scene = Scene(cast, performance.opening, present=clock.now())
                with suppress(PresentReachedError):
                    performance.play(scene)
                scene.reach_present()
        except (UnavailableError, IntegrityError):
            if attempt == _ATTEMPTS:
                raise
            _LOG.info("%s is played again.", performance.opening.business_key, exc_info=True)
        else:
            return
