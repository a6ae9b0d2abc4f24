"""Constants that no instance could keep are refused when they are deployed."""

import pytest

from tests.unit.core.bpmn.reports import errors, the_error
from tests.unit.core.models import END, START, chain, element, many, setting, user_task

NAME = "n" * 150
TEXT = "t" * 255
CODE = "constant_does_not_fit"


def called(key: str, **settings: str) -> str:
    return element("callActivity", "it", settings=setting("calledElement", **settings)).replace(
        '<bpmn:callActivity id="it"', f"<bpmn:callActivity id=\"it\" calledElement='{key}'"
    )


def loop(number: str = "", collection: str | None = None) -> str:
    marker = many(number=number) if collection is None else many(collection=collection)
    return element("userTask", "it", marker)


TOO_MUCH = {
    "assignee": user_task("it", assignee=NAME + "n"),
    "assignee in FEEL": user_task("it", assignee=f'="{NAME}" + "n"'),
    "assignee that is a number": user_task("it", assignee="=5"),
    "one of the users": user_task("it", candidateUsers=f"anna, {NAME}n"),
    "one of the groups": user_task("it", candidateGroups=f'=["a", "{NAME}n"]'),
    "groups that are none": user_task("it", candidateGroups="={a: 1}"),
    "called process": called(TEXT + "t"),
    "business key": called("other", businessKey=TEXT + "t"),
    "more instances than possible": loop("10001"),
    "less than no instance": loop("-1"),
    "a part of an instance": loop("=0.5"),
    "a number that is a text": loop('"5"'),
    "a collection that is a number": loop(collection="=5"),
    "a collection that is too long": loop(collection="=for i in 1..10001 return i"),
}
FITTING = {
    "assignee": user_task("it", assignee=NAME),
    "names": user_task("it", candidateUsers=f"{NAME},{NAME}", candidateGroups='=["a"]'),
    "variables": user_task("it", assignee=f'=x + "{NAME}n"', candidateGroups="=y"),
    "nobody": user_task("it", assignee="=null"),
    "called process": called(TEXT, businessKey=TEXT),
    "number": loop("10000"),
    "collection": loop(collection="=[1, 2]"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_never_fits_is_refused(name: str) -> None:
    problem = the_error(CODE, chain(START, TOO_MUCH[name], END))

    assert problem.element_id == "it"
    assert problem.remedy


@pytest.mark.parametrize("name", FITTING)
def test_what_fits_or_is_not_known_yet_passes(name: str) -> None:
    assert errors(chain(START, FITTING[name], END)) == set()
