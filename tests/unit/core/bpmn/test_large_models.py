"""Large models are checked in time that grows with their size, whatever they are made of."""

from collections.abc import Callable
from time import process_time

import pytest

from bpm.core.bpmn import check_model
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    flow,
    message,
    model,
    script,
    setting,
    user_task,
)

LARGE = 3_200
MOST_SECONDS_A_PART = 0.003


def names(count: int) -> bytes:
    """Return scripts whose results all have names with blanks."""
    return model(chain(START, *(script(f"s{n}", f"{n}", f"the result {n}") for n in range(count))))


def messages(count: int) -> bytes:
    roots = "".join(f'<bpmn:message id="m{n}" name="m{n}"/>' for n in range(count))
    hosts = chain(START, *(user_task(f"t{n}", assignee="anna") for n in range(count)), END)
    events = (
        boundary(f"b{n}", f"t{n}", message(f"m{n}")) + flow(f"g{n}", f"b{n}", "end")
        for n in range(count)
    )
    return model(hosts, *events, roots=roots)


def links(count: int) -> bytes:
    definition = '<bpmn:linkEventDefinition name="same"/>'
    events = (
        element("intermediateThrowEvent", f"a{n}", definition)
        + element("intermediateCatchEvent", f"b{n}", definition)
        for n in range(count)
    )
    return model(START, *events)


def awaited(count: int) -> bytes:
    tasks = (
        element("receiveTask", f"r{n}")
        + boundary(f"b{n}", f"r{n}", message("m"))
        + flow(f"f{n}", "gate", f"r{n}")
        for n in range(count)
    )
    return model(START, element("eventBasedGateway", "gate"), *tasks)


def constants(count: int) -> bytes:
    costly = "=for i in 1..9999 return i"
    return model(chain(START, *(user_task(f"t{n}", assignee=costly) for n in range(count)), END))


def flows_without_ids(count: int) -> bytes:
    nameless = '<bpmn:sequenceFlow sourceRef="start" targetRef="end"/>'
    return model(START, END, nameless * count)


def settings(count: int) -> bytes:
    parts = "".join(setting("property", name=f"n{n}", value="v") for n in range(count))
    return model(START, user_task("t", setting("properties", parts)), END)


@pytest.mark.parametrize(
    "make", [names, messages, links, awaited, constants, flows_without_ids, settings]
)
def test_no_part_costs_more_because_there_are_others(make: Callable[[int], bytes]) -> None:
    content = make(LARGE)
    begun = process_time()

    check_model(content)

    assert process_time() - begun < LARGE * MOST_SECONDS_A_PART + 2
