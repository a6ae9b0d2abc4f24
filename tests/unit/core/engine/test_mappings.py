"""``bpm:io``: locals on entry, publication on completion."""

from decimal import Decimal

from bpm.core.engine.contracts import CreateUserTask, RaiseIncident, VariableChange
from tests.unit.core.engine.walks import begin
from tests.unit.core.models import END, START, chain, io, script, sub_process, user_task

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def test_inputs_are_locals_in_order() -> None:
    mapped = io("a==x + 1; b==a + 1; label=text; nothing=")
    walk = begin(chain(START, user_task("ask", mapped, assignee="=label"), END), x=ONE)

    visit = walk.the(CreateUserTask).visit
    local = {"a": TWO, "b": THREE, "label": "text", "nothing": None}
    assert walk.outcome.state.scopes == {0: {"x": ONE}, visit: local}
    assert walk.the(CreateUserTask).assignee == "text"

    walk.complete()

    assert walk.variables == {"x": ONE}
    assert walk.outcome.removed_scopes == {visit}


def test_new_names_go_to_the_instance_unless_there_are_outputs() -> None:
    walk = begin(chain(START, user_task("ask", io("a==1")), END))
    walk.complete(a=TWO, b=TWO)

    assert walk.variables == {"b": TWO}


def test_with_outputs_new_names_stay_local_until_mapped() -> None:
    walk = begin(chain(START, user_task("ask", io(outputs="total==b + 1")), END), x=ONE)
    walk.complete(b=TWO, x=TWO)

    assert walk.variables == {"x": TWO, "total": THREE}
    assert [(x.scope, x.name) for x in walk.outcome.changes] == [(2, "b"), (0, "x"), (0, "total")]


def test_an_output_may_carry_the_name_of_an_input() -> None:
    walk = begin(chain(START, script("s", "a + 1", "a", io("a==x", "a==a")), END), x=ONE)

    assert walk.variables == {"x": ONE, "a": TWO}
    assert walk.outcome.changes[-1] == VariableChange(scope=0, name="a", new=TWO, is_new=True)


def test_a_failing_input_holds_the_activity_before_it_begins() -> None:
    walk = begin(chain(START, user_task("ask", io("a==missing + 1")), END))

    incident = walk.the(RaiseIncident)
    assert "input 'a'" in incident.message
    assert walk.outcome.state.scopes.keys() == {0}

    walk.write(missing=ONE)
    walk.retry(incident.visit)

    assert walk.outcome.state.scopes[incident.visit] == {"a": TWO}


def test_a_failing_output_keeps_what_the_person_wrote() -> None:
    walk = begin(chain(START, user_task("ask", io(outputs="a==answer + missing")), END))
    walk.complete(answer=ONE)

    incident = walk.the(RaiseIncident)
    assert "output 'a'" in incident.message
    assert walk.outcome.state.scopes[incident.visit] == {"answer": ONE}

    walk.write(missing=ONE)
    walk.retry(incident.visit)

    assert walk.variables == {"missing": ONE, "a": TWO}
    assert walk.outcome.is_completed


def test_locals_do_not_leak_to_what_comes_after() -> None:
    walk = begin(
        chain(START, script("s", "a", "r", io("a==1")), script("t", "is defined(a)", "seen"), END)
    )

    assert walk.variables == {"r": ONE, "seen": False}


def test_a_sub_process_has_its_locals_inside() -> None:
    inner = chain(user_task("ask"), script("s", "a + b", "sum"), flows="i")
    walk = begin(
        chain(START, sub_process("sub", inner, settings=io("a==1", "result==sum")), END), b=TWO
    )
    owner = walk.open()[0].scope
    assert walk.outcome.state.scopes[owner] == {"a": ONE}

    walk.complete(a=THREE)

    assert walk.variables == {"b": TWO, "result": Decimal(5)}


def test_variables_may_be_written_into_a_scope_from_outside() -> None:
    walk = begin(chain(START, user_task("ask", io("a==1")), END))
    visit = walk.the(CreateUserTask).visit

    walk.write_in(visit, a=TWO, b=THREE)

    assert walk.outcome.state.scopes == {0: {"b": THREE}, visit: {"a": TWO}}
