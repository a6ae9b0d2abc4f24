"""Script tasks in Python: variables in and out, faults held, nothing half written."""

from collections.abc import Iterator
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from bpm.core.bpmn import check_model
from bpm.core.engine import check_script, compile_process, start
from bpm.core.engine.contracts import Context, RaiseIncident, StartProcess
from bpm.core.scripting import TimeBudget, close_pool
from tests.unit.core.engine.moments import NOW
from tests.unit.core.engine.walks import begin
from tests.unit.core.models import END, START, chain, element, io, many, model, setting


@pytest.fixture(autouse=True, scope="module")
def no_worker_is_left() -> Iterator[None]:
    yield
    close_pool()


def python(source: str, result: str | None = None, settings: str = "") -> str:
    stored = setting("script", resultVariable=result) if result else ""
    body = f"<bpmn:script>{escape(source)}</bpmn:script>"
    return element("scriptTask", "s", body, stored + settings, scriptFormat="python")


def test_assigned_names_become_variables() -> None:
    walk = begin(chain(START, python("total = a + 1\nother = 'x'"), END), a=Decimal(2))

    assert walk.variables == {"a": Decimal(2), "total": Decimal(3), "other": "x"}
    assert walk.outcome.is_completed


def test_the_value_of_the_last_line_goes_to_the_result_variable() -> None:
    walk = begin(chain(START, python("b = a * 2\nb + 1", "result"), END), a=Decimal(2))

    assert walk.variables["result"] == Decimal(5)


def test_the_indentation_of_the_file_does_not_matter() -> None:
    source = "\n      if a > 1:\n          b = 'much'\n      "

    assert begin(chain(START, python(source), END), a=Decimal(2)).variables["b"] == "much"


def test_locals_are_read_and_outputs_keep_names_inside() -> None:
    node = python("b = a + 1", settings=io("a==x", "c==b"))

    assert begin(chain(START, node, END), x=Decimal(1)).variables == {
        "x": Decimal(1),
        "c": Decimal(2),
    }


def test_a_script_that_fails_is_an_incident_with_its_line_and_leaves_nothing() -> None:
    walk = begin(chain(START, python("b = 1\nc = b / a"), END), a=Decimal(0))

    incident = walk.the(RaiseIncident)
    assert incident.message.startswith("The script of 's' failed in line 2: ")
    assert walk.variables == {"a": Decimal(0)}

    walk.write(a=Decimal(1))
    walk.retry(incident.visit)
    assert walk.outcome.is_completed


def test_a_script_that_loops_for_ever_is_stopped() -> None:
    walk = begin(chain(START, python("while True:\n    pass"), END))

    assert "took longer than" in walk.the(RaiseIncident).message


def test_the_scripts_of_one_command_share_their_time() -> None:
    loops = python("while True:\n    pass").replace("</bpmn:scriptTask>", "")
    node = loops + many(number="3") + "</bpmn:scriptTask>"
    process = compile_process(model(chain(START, node, END)), "p")
    budget = TimeBudget(0.5)
    context = Context(now=NOW, process_instance_id="i", script_time=budget)

    outcome = start(process, StartProcess(), context)

    messages = [effect.message for effect in outcome.effects if isinstance(effect, RaiseIncident)]
    assert len(messages) == 3
    assert "took longer than 0.5 s" in messages[0]
    assert all("the 0.5 s that they may take together" in message for message in messages[1:])


@pytest.mark.parametrize("source", ["a =", "import os", "().__class__"])
def test_scripts_that_may_not_run_are_refused_on_their_element(source: str) -> None:
    content = model(chain(START, python(source), END))
    problems = check_model(content, check_script=check_script).errors

    assert problems
    assert {problem.element_id for problem in problems} == {"s"}


def test_without_a_check_there_is_no_python() -> None:
    report = check_model(model(chain(START, python("a = 1"), END)))

    assert [(p.element_id, p.code) for p in report.errors] == [("s", "unsupported_script_format")]
