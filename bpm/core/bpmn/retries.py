"""``bpm:retry``: how often and after which waits a job is tried again."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from bpm.core.errors import InvalidInputError
from bpm.core.time import DaysTimeDuration, InvalidTemporalError

MAX_ATTEMPTS: Final = 100
_REPETITION: Final = re.compile(r"R([0-9]{1,3})/(.+)")


class InvalidRetryError(InvalidInputError):
    """The waits between attempts cannot be read."""

    code = "invalid_retry"


def read_retry_delays(settings: etree._Element) -> tuple[int, ...] | None:
    """Return the seconds before each further attempt.

    Args:
        settings: A ``bpm:retry`` element. ``R3/PT10M`` is three attempts in all, ten minutes
            apart; ``PT1M,PT10M,PT1H`` is four, with these waits in turn.

    Returns:
        None where neither ``cycle`` nor ``maxAttempts`` is given; empty for a single attempt.

    Raises:
        InvalidRetryError: Something is no duration or no number.
    """
    cycle, attempts = settings.get("cycle"), settings.get("maxAttempts")
    if cycle is not None and attempts is not None:
        raise InvalidRetryError("Give either cycle or maxAttempts, not both.")
    if cycle is not None:
        return _read_cycle(cycle.strip())
    if attempts is not None:
        return _read_backoff(settings, _read_attempts(attempts))
    return None


def _read_cycle(cycle: str) -> tuple[int, ...]:
    repetition = _REPETITION.fullmatch(cycle)
    if repetition is not None:
        count = _read_attempts(repetition[1])
        return (_read_seconds(repetition[2]),) * (count - 1)
    delays = tuple(_read_seconds(part.strip()) for part in cycle.split(","))
    if len(delays) >= MAX_ATTEMPTS:
        raise InvalidRetryError(f"More than {MAX_ATTEMPTS} attempts are not accepted.")
    return delays


def _read_backoff(settings: etree._Element, attempts: int) -> tuple[int, ...]:
    delay = Decimal(_read_seconds(settings.get("initialInterval", "PT10S")))
    factor = _read_factor(settings.get("multiplier", "1"))
    longest = settings.get("maxInterval")
    limit = Decimal(_read_seconds("P365D" if longest is None else longest))
    delays = []
    for _ in range(attempts - 1):
        delays.append(int(min(delay, limit)))
        delay = min(delay * factor, limit)
    return tuple(delays)


def _read_attempts(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text.strip()) or not 1 <= int(text) <= MAX_ATTEMPTS:
        raise InvalidRetryError(f"{text!r} is no number of attempts from 1 to {MAX_ATTEMPTS}.")
    return int(text)


def _read_factor(text: str) -> Decimal:
    try:
        factor = Decimal(text)
    except InvalidOperation as error:
        raise InvalidRetryError(f"The multiplier {text!r} is no number.") from error
    if not factor.is_finite() or not 1 <= factor <= MAX_ATTEMPTS:
        raise InvalidRetryError(f"The multiplier {text!r} is not between 1 and {MAX_ATTEMPTS}.")
    return factor


def _read_seconds(text: str) -> int:
    try:
        duration = DaysTimeDuration.parse(text)
    except InvalidTemporalError as error:
        raise InvalidRetryError(f"{text!r} is no duration such as PT10M.") from error
    seconds = duration.nanoseconds // 1_000_000_000
    if not 0 <= seconds <= 365 * 86_400:
        raise InvalidRetryError(f"{text!r} is not between nothing and a year.")
    return seconds
