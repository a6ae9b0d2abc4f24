"""Forms of user tasks, as far as the engine knows of them."""

from decimal import Decimal

import pytest

from bpm.core.engine import read_user_task
from bpm.core.engine.contracts import (
    Binding,
    CreateUserTask,
    FailUserTask,
    FormChoice,
    RaiseIncident,
)
from bpm.core.engine.errors import UnknownVisitError
from tests.unit.core.engine.walks import begin
from tests.unit.core.models import END, START, chain, setting, user_task


def test_a_user_task_says_which_form_it_shows() -> None:
    form = setting("formRef", key='="ask-" + kind', binding="versionTag", versionTag="v2")
    walk = begin(chain(START, user_task("ask", form), END), kind="price")

    assert walk.the(CreateUserTask).form == FormChoice(
        key="ask-price", binding=Binding.VERSION_TAG, version_tag="v2"
    )


def test_a_form_without_a_key_is_an_incident_before_the_task_exists() -> None:
    walk = begin(chain(START, user_task("ask", setting("formRef", key="=kind")), END), kind=None)

    assert walk.the(RaiseIncident).activity_id == "ask"
    assert walk.all(CreateUserTask) == []


def test_a_task_whose_form_is_not_there_is_held_and_asked_for_again() -> None:
    form = setting("formRef", key="=kind")
    walk = begin(chain(START, user_task("ask", form), END), kind="x")
    visit = walk.the(CreateUserTask).visit

    walk.send(FailUserTask(visit=visit, message="There is no form 'x'."))
    assert walk.the(RaiseIncident).message == "There is no form 'x'."
    with pytest.raises(UnknownVisitError):
        walk.complete(visit)
    walk.write(kind="y")
    walk.retry(visit)

    again = walk.the(CreateUserTask)
    assert (again.visit, again.form) == (visit, FormChoice(key="y"))
    walk.complete(visit)
    assert walk.outcome.is_completed


def test_a_person_can_use_what_the_task_can_read() -> None:
    inputs = setting("io", setting("input", "=amount * 2", name="twice"))
    walk = begin(chain(START, user_task("ask", inputs), END), amount=Decimal(2))
    visit = walk.the(CreateUserTask).visit

    found = read_user_task(walk.process, walk.outcome.state, visit)

    assert found.visible == {"amount": Decimal(2), "twice": Decimal(4)}
    assert found.inputs == {"twice"}
    with pytest.raises(UnknownVisitError):
        read_user_task(walk.process, walk.outcome.state, visit + 1)
