"""Traces are followed as W3C Trace Context says."""

import pytest

from bpm.base.trace import follow_trace

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN_ID = "00f067aa0ba902b7"


def test_a_step_of_its_own_is_added() -> None:
    first, second = (follow_trace(f"00-{TRACE_ID}-{SPAN_ID}-01") for _ in range(2))

    assert first is not None
    assert second is not None
    assert first.trace_id == TRACE_ID
    assert len({SPAN_ID, first.span_id, second.span_id}) == 3
    assert first.header() == f"00-{TRACE_ID}-{first.span_id}-01"


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    step = follow_trace(f"cc-{TRACE_ID}-{SPAN_ID}-ff-what-the-future-brings")

    assert step is not None
    assert (step.trace_id, step.flags) == (TRACE_ID, "01")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        f"ff-{TRACE_ID}-{SPAN_ID}-01",
        f"00-{'0' * 32}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID}-{SPAN_ID}-01-more",
        f"00-{TRACE_ID.upper()}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{SPAN_ID}",
        f"00-{TRACE_ID}-{SPAN_ID}-01\r\nX-Forged: 1",
    ],
)
def test_what_is_no_trace_is_left_alone(header: str) -> None:
    assert follow_trace(header) is None
