"""Call activities that call global tasks of their file."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import CreateUserTask, RaiseIncident
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import begin, path
from tests.unit.core.models import END, START, chain, element, user_task

WHO = '<bpmn:extensionElements><bpm:assignment assignee="{}"/></bpmn:extensionElements>'

SHARED = element("globalUserTask", "shared", WHO.format("alice"), name="Look")
SCRIPT = "<bpmn:script>1</bpmn:script>"


def call(called: str = "shared", inner: str = "", **attributes: str) -> str:
    return element("callActivity", "call", inner, calledElement=called, **attributes)


def test_a_global_user_task_is_done_where_it_is_called() -> None:
    roots = (
        f'<bpmn:globalUserTask id="shared" name="Look">{WHO.format("alice")}</bpmn:globalUserTask>'
    )
    walk = begin(chain(START, call(), END), roots=roots)

    task = walk.the(CreateUserTask)
    assert (task.activity_id, task.name, task.assignee) == ("call", "Look", "alice")
    walk.complete()
    assert walk.outcome.is_completed


def test_what_the_call_says_itself_goes_before() -> None:
    roots = (
        f'<bpmn:globalUserTask id="shared" name="Look">{WHO.format("alice")}</bpmn:globalUserTask>'
    )
    own = call(inner=WHO.format("bob"), name="Look twice")

    task = begin(chain(START, own, END), roots=roots).the(CreateUserTask)

    assert (task.name, task.assignee) == ("Look twice", "bob")


def test_two_calls_of_one_are_two_tasks() -> None:
    roots = '<bpmn:globalUserTask id="shared"/>'
    second = call().replace('"call"', '"again"')

    walk = begin(chain(START, call(), second, END), roots=roots)

    walk.finish("call")
    assert walk.waiting() == ["again"]


@pytest.mark.parametrize(
    "root",
    [
        '<bpmn:globalTask id="shared"/>',
        '<bpmn:globalManualTask id="shared"/>',
        element("globalScriptTask", "shared", SCRIPT, scriptLanguage="feel"),
    ],
)
def test_others_pass_like_the_tasks_that_they_are(root: str) -> None:
    walk = begin(chain(START, call(), user_task("next"), END), roots=root)

    assert path(walk.outcome)[:2] == ["start", "call"]
    assert walk.waiting() == ["next"]


def test_a_global_script_writes_where_it_is_called() -> None:
    script = '<bpmn:extensionElements><bpm:script resultVariable="sum"/></bpmn:extensionElements>'
    roots = (
        f'<bpmn:globalScriptTask id="shared">{script}<bpmn:script>amount + 1</bpmn:script>'
        "</bpmn:globalScriptTask>"
    )

    walk = begin(chain(START, call(), user_task("next"), END), roots=roots, amount=Decimal(2))

    assert walk.variables["sum"] == 3


DATA = (
    '<bpmn:ioSpecification><bpmn:dataInput id="given" name="given"/><bpmn:inputSet id="in">'
    "<bpmn:dataInputRefs>given</bpmn:dataInputRefs></bpmn:inputSet>"
    '<bpmn:outputSet id="out"/></bpmn:ioSpecification>'
)


def test_an_input_of_its_own_that_nobody_fills_stops_each_call_with_its_name() -> None:
    roots = element("globalUserTask", "shared", DATA)
    second = call().replace('"call"', '"again"')
    assert errors(chain(START, call(), second, END), roots=roots) == set()

    walk = begin(chain(START, call(), END), roots=roots)

    incident = walk.the(RaiseIncident)
    assert (incident.activity_id, "given" in incident.message) == ("call", True)


def test_an_input_of_the_call_goes_before() -> None:
    roots = element("globalUserTask", "shared", DATA)
    own = DATA.replace("given", "mine").replace('"in"', '"in2"').replace('"out"', '"out2"')
    filled = (
        "<bpmn:dataInputAssociation><bpmn:targetRef>mine</bpmn:targetRef><bpmn:assignment>"
        "<bpmn:from>amount</bpmn:from><bpmn:to>mine</bpmn:to></bpmn:assignment>"
        "</bpmn:dataInputAssociation>"
    )

    walk = begin(chain(START, call(inner=own + filled), END), roots=roots, amount=Decimal(2))

    assert walk.waiting() == ["call"]
