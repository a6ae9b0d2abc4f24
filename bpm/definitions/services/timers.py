"""What the timers of a model would do."""

from bpm.base import clock
from bpm.core import bpmn
from bpm.core.bpmn import InvalidTimerError, TimerKind
from bpm.core.errors import Problem
from bpm.core.feel import FeelSyntaxError
from bpm.core.time import InvalidTemporalError, find_zone
from bpm.definitions.contracts import TimerPreviewView
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission

_SHOWN = 5


def preview_timer(
    actor: Actor, *, kind: TimerKind, expression: str, time_zone: str | None = None
) -> TimerPreviewView:
    """Tell when a timer would fire that is armed now; nothing is stored.

    Args:
        actor: Who edits drafts.
        kind: What the timer is given.
        expression: ISO 8601, or FEEL behind a leading ``=``; a fault in it is part of the answer.
        time_zone: As the process has it; UTC if None.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    try:
        zone = find_zone(time_zone or "UTC")
    except InvalidTemporalError as error:
        return _fault(error.code, error.detail, "/time_zone")
    try:
        preview = bpmn.preview_timer(kind, expression, now=clock.now(), zone=zone, count=_SHOWN)
    except (InvalidTimerError, FeelSyntaxError) as error:
        return _fault(error.code, error.detail, "/expression")
    return TimerPreviewView(firings=preview.firings, has_more=preview.has_more, reads=preview.reads)


def _fault(code: str, detail: str, pointer: str) -> TimerPreviewView:
    return TimerPreviewView(errors=(Problem(code=code, detail=detail, pointer=pointer),))
