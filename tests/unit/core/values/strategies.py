"""Generated values of every kind."""

from decimal import Decimal

from hypothesis import strategies as st

from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration, days_in_month
from bpm.core.values import FileReference, JsonValue, Value

texts = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
)
numbers = st.builds(
    lambda coefficient, exponent: Decimal(coefficient).scaleb(exponent) + Decimal(0),
    st.integers(-(10**27), 10**27),
    st.integers(-40, 40),
) | st.sampled_from(
    [Decimal("9" * 34), Decimal("1E+6144"), Decimal("1E-6176"), Decimal("0.1"), Decimal("1.10")]
)
json_scalars = st.none() | st.booleans() | texts | numbers


def _grow(children: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonValue]:
    return st.lists(children, max_size=4) | st.dictionaries(texts, children, max_size=4)


json_values: st.SearchStrategy[JsonValue] = st.recursive(json_scalars, _grow, max_leaves=12)

dates = st.builds(
    lambda year, month, day: Date(year, month, min(day, days_in_month(year, month))),
    st.integers(-999_999_999, 999_999_999) | st.integers(1900, 2100),
    st.integers(1, 12),
    st.integers(1, 31),
)
times = st.builds(
    lambda nanoseconds, place: Time.from_nanoseconds(nanoseconds, *place),
    st.integers(0, 86_400 * 10**9 - 1),
    st.tuples(st.none() | st.integers(-18 * 3600, 18 * 3600), st.none())
    | st.tuples(st.none(), st.sampled_from(["Europe/Berlin", "Etc/UTC", "Asia/Kolkata"])),
)
temporals: st.SearchStrategy[Value] = (
    dates
    | times
    | st.builds(DateTime, dates, times)
    | st.builds(DaysTimeDuration, st.integers(-(10**24), 10**24))
    | st.builds(YearsMonthsDuration, st.integers(-(10**12), 10**12))
)
files = st.builds(
    FileReference,
    id=st.uuids(),
    name=texts,
    media_type=st.just("text/plain"),
    size=st.integers(0, 2**62),
    sha256=st.just("ab" * 32),
)
scalars: st.SearchStrategy[Value] = json_scalars | temporals | st.binary(max_size=20) | files


def _grow_values(children: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.lists(children, max_size=4) | st.dictionaries(texts, children, max_size=4)


values: st.SearchStrategy[Value] = st.recursive(scalars, _grow_values, max_leaves=12)
