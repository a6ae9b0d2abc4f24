"""The time zone in which somebody lives who asks."""

from datetime import datetime

from django.http import HttpRequest

from bpm.api.openapi import Parameter
from bpm.api.views import InvalidBodyError
from bpm.base import clock
from bpm.core.errors import Problem
from bpm.core.time import InvalidTemporalError, find_zone

TIME_ZONE = Parameter(
    name="time_zone",
    description="IANA name of the zone whose midnight ends today; without it, UTC.",
    schema={"type": "string", "example": "Europe/Berlin"},
)


def read_now(request: HttpRequest) -> datetime:
    """Return this moment in the time zone that a query names.

    Raises:
        InvalidBodyError: There is no such zone.
    """
    return now_in(request.GET.get("time_zone"))


def now_in(zone: str | None) -> datetime:
    """Return this moment in a time zone; None for UTC.

    Raises:
        InvalidBodyError: There is no such zone.
    """
    if zone is None:
        return clock.now()
    try:
        return clock.now().astimezone(find_zone(zone))
    except InvalidTemporalError:
        detail = "Give the name of an IANA time zone, such as Europe/Berlin."
        raise InvalidBodyError(
            detail, problems=[Problem(code="invalid_value", pointer="/time_zone", detail=detail)]
        ) from None
