"""Relations between points and ranges, and ranges from text.

Source: DMN 1.5 §10.3.4.8 and §10.3.2.7.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from bpm.core.feel.built_in import Chapter
from bpm.core.feel.comparison import both, either, equal, less
from bpm.core.feel.literals import read_temporal
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import Runtime
from bpm.core.time import InvalidTemporalError

chapter = Chapter()

_Answer = bool | None
_RANGE = re.compile(r"([\[(\]])\s*(.*?)\s*\.\.\s*(.*?)\s*([\])\[])", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]{1,34}(?:\.[0-9]{1,34})?")


def _as_range(value: object) -> Range:
    if isinstance(value, Range):
        return value
    return Range(low=value, high=value, low_included=True, high_included=True)


def _ends_before(runtime: Runtime, one: Range, other: Range) -> _Answer:
    """Everything in one lies before everything in the other."""
    if one.high is None or other.low is None:
        return None
    touches = both(
        equal(runtime, one.high, other.low), not (one.high_included and other.low_included)
    )
    return either(less(runtime, one.high, other.low), touches)


def _declare(title: str, relation: Callable[[Runtime, Range, Range], _Answer]) -> None:
    @chapter.function(title, "value1: any", "value2: any")
    def _relation(runtime: Runtime, value1: object, value2: object) -> _Answer:
        if value1 is None or value2 is None:
            runtime.note(f"{title}(): null has no place in an order")
            return None
        return relation(runtime, _as_range(value1), _as_range(value2))


def _meets(runtime: Runtime, one: Range, other: Range) -> _Answer:
    return both(one.high_included and other.low_included, equal(runtime, one.high, other.low))


def _starts_no_later(runtime: Runtime, one: Range, other: Range) -> _Answer:
    same = both(equal(runtime, one.low, other.low), one.low_included or not other.low_included)
    return either(less(runtime, one.low, other.low), same)


def _ends_no_earlier(runtime: Runtime, one: Range, other: Range) -> _Answer:
    same = both(equal(runtime, one.high, other.high), one.high_included or not other.high_included)
    return either(less(runtime, other.high, one.high), same)


def _includes(runtime: Runtime, one: Range, other: Range) -> _Answer:
    return both(_starts_no_later(runtime, one, other), _ends_no_earlier(runtime, one, other))


def _same_start(runtime: Runtime, one: Range, other: Range) -> _Answer:
    return both(one.low_included is other.low_included, equal(runtime, one.low, other.low))


def _same_end(runtime: Runtime, one: Range, other: Range) -> _Answer:
    return both(one.high_included is other.high_included, equal(runtime, one.high, other.high))


def _starts(runtime: Runtime, one: Range, other: Range) -> _Answer:
    return both(_same_start(runtime, one, other), _ends_no_earlier(runtime, other, one))


def _finishes(runtime: Runtime, one: Range, other: Range) -> _Answer:
    return both(_same_end(runtime, one, other), _starts_no_later(runtime, other, one))


def _overlaps(runtime: Runtime, one: Range, other: Range) -> _Answer:
    apart = either(_ends_before(runtime, one, other), _ends_before(runtime, other, one))
    return None if apart is None else not apart


def _overlaps_before(runtime: Runtime, one: Range, other: Range) -> _Answer:
    """One begins first and ends inside the other."""
    begins = both(
        _starts_no_later(runtime, one, other), _negate(_starts_no_later(runtime, other, one))
    )
    ends = _ends_no_earlier(runtime, other, one)
    return both(both(begins, ends), _overlaps(runtime, one, other))


def _negate(answer: _Answer) -> _Answer:
    return None if answer is None else not answer


def _coincides(runtime: Runtime, one: Range, other: Range) -> _Answer:
    return both(_same_start(runtime, one, other), _same_end(runtime, one, other))


def _swap(
    relation: Callable[[Runtime, Range, Range], _Answer],
) -> Callable[[Runtime, Range, Range], _Answer]:
    return lambda runtime, one, other: relation(runtime, other, one)


_declare("before", _ends_before)
_declare("after", _swap(_ends_before))
_declare("meets", _meets)
_declare("met by", _swap(_meets))
_declare("overlaps", _overlaps)
_declare("overlaps before", _overlaps_before)
_declare("overlaps after", _swap(_overlaps_before))
_declare("finishes", _finishes)
_declare("finished by", _swap(_finishes))
_declare("includes", _includes)
_declare("during", _swap(_includes))
_declare("starts", _starts)
_declare("started by", _swap(_starts))
_declare("coincides", _coincides)


@chapter.function("range", "from: string")
def range_from_text(runtime: Runtime, text: str) -> Range | None:
    """Return the range that a text such as ``[1..5)`` says."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        runtime.note(f"range(): {text[:40]!r} is no range")
        return None
    opening, low_text, high_text, closing = match.groups()
    try:
        low, high = _read_end(low_text), _read_end(high_text)
    except InvalidTemporalError as error:
        runtime.note(f"range(): {error.detail}")
        return None
    low_included, high_included = opening == "[", closing == "]"
    if (low is None and (low_included or high is None)) or (high is None and high_included):
        runtime.note("range(): an open end stands at a round bracket, on one side only")
        return None
    if (
        low is not None
        and high is not None
        and (type(low) is not type(high) or less(runtime, high, low))
    ):
        runtime.note("range(): the ends are unlike or in the wrong order")
        return None
    return Range(low=low, high=high, low_included=low_included, high_included=high_included)


def _read_end(text: str) -> object:
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if text.startswith('"') and text.endswith('"') and len(text) > 1 and "\\" not in text:
        return text[1:-1]
    if text.startswith('@"') and text.endswith('"'):
        text = text[2:-1]
    else:
        call = re.fullmatch(r'(?:date|time|date and time|duration)\(\s*"([^"]*)"\s*\)', text)
        if call is None:
            raise InvalidTemporalError(f"{text[:40]!r} is no end of a range.")
        text = call.group(1)
    return read_temporal(text)
