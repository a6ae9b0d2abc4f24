"""BPMN's own data: objects and properties as variables, what flows into nodes and out of them."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import CreateUserTask, RaiseIncident, StartChild
from bpm.core.values import Value
from tests.unit.core.bpmn.reports import errors, warnings
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    call,
    catch,
    chain,
    element,
    message,
    script,
    sub_process,
    user_task,
)

ORDER = element("dataObject", "order") + element(
    "dataObjectReference", "orderRef", dataObjectRef="order"
)
ONE, TWO = Decimal(1), Decimal(2)


def parameters(inputs: str = "", outputs: str = "", optional: str = "") -> str:
    """Return an ioSpecification; names parted by blanks, all in one set."""
    parts = []
    for tag, names in (("Input", inputs), ("Output", outputs)):
        parts += [element(f"data{tag}", name) for name in names.split()]
        refs = [f"<bpmn:data{tag}Refs>{name}</bpmn:data{tag}Refs>" for name in names.split()]
        if tag == "Input" and optional:
            refs += [
                f"<bpmn:optionalInputRefs>{name}</bpmn:optionalInputRefs>"
                for name in optional.split()
            ]
        parts.append(f"<bpmn:{tag.lower()}Set>{''.join(refs)}</bpmn:{tag.lower()}Set>")
    return f"<bpmn:ioSpecification>{''.join(parts)}</bpmn:ioSpecification>"


def association(kind: str, sources: str, target: str, more: str = "") -> str:
    refs = "".join(f"<bpmn:sourceRef>{name}</bpmn:sourceRef>" for name in sources.split())
    inner = f"{refs}<bpmn:targetRef>{target}</bpmn:targetRef>{more}"
    return element(f"data{kind}Association", f"{kind}_{target}", inner)


def assign(value: str, place: str) -> str:
    parts = f"<bpmn:from>{value}</bpmn:from><bpmn:to>{place}</bpmn:to>"
    return f"<bpmn:assignment>{parts}</bpmn:assignment>"


def task(inner: str, tag: str = "userTask", **attributes: str) -> str:
    return element(tag, "work", inner, **attributes)


def through(node: str, *more: str, **variables: Value) -> Walk:
    return begin(chain(START, node, END), ORDER, *more, data=variables)


def incident(walk: Walk) -> str:
    return walk.the(RaiseIncident).message


IN_AND_OUT = (
    parameters("given", "made")
    + association("Input", "orderRef", "given")
    + association("Output", "made", "orderRef")
)


def test_a_data_object_goes_in_and_what_is_made_comes_out() -> None:
    walk = through(task(IN_AND_OUT), order=ONE)
    walk.complete(made=TWO)

    assert walk.variables == {"order": TWO}


def test_data_inputs_are_locals() -> None:
    body = element(
        "scriptTask",
        "work",
        f"{IN_AND_OUT}<bpmn:script>given + 1</bpmn:script>",
        '<bpm:script resultVariable="made"/>',
    )
    walk = through(body, order=ONE)

    assert walk.variables == {"order": TWO}


def test_without_its_input_an_activity_waits_as_an_incident() -> None:
    walk = through(task(IN_AND_OUT))
    assert "data input 'given' of 'work' has no value" in incident(walk)

    walk.write(order=ONE)
    walk.retry(2)
    assert walk.the(CreateUserTask).activity_id == "work"


def test_without_its_output_an_activity_is_not_over() -> None:
    walk = through(task(IN_AND_OUT), order=ONE)
    walk.complete()

    assert "data output 'made' of 'work' has no value" in incident(walk)


def test_an_optional_input_may_be_missing() -> None:
    inner = parameters("given", optional="given") + association("Input", "orderRef", "given")

    assert through(task(inner)).waiting() == ["work"]


def test_a_transformation_gives_the_value() -> None:
    double = "<bpmn:transformation>order * 2</bpmn:transformation>"
    inner = parameters("given", "made") + association("Input", "orderRef", "given", double)
    inner += association("Output", "made", "orderRef")
    body = element(
        "scriptTask",
        "work",
        f"{inner}<bpmn:script>given</bpmn:script>",
        '<bpm:script resultVariable="made"/>',
    )

    assert through(body, order=ONE).variables == {"order": TWO}


def test_assignments_write_into_the_target() -> None:
    more = assign("made", "order.price") + assign('"EUR"', "order.currency")
    inner = parameters("", "made") + association("Output", "made", "order", more)
    walk = through(task(inner), order={"id": ONE})
    walk.complete(made=TWO)

    assert walk.variables == {"order": {"id": ONE, "price": TWO, "currency": "EUR"}}


def test_a_named_item_is_called_by_its_name() -> None:
    named = element("dataObject", "o1", name="amount") + element("dataObject", "o2", name="the sum")
    inner = parameters("", "made") + association("Output", "made", "o1")
    walk = begin(chain(START, task(inner), END), named)
    walk.complete(made=ONE)

    assert walk.variables == {"amount": ONE}


def test_a_data_object_of_a_sub_process_ends_with_it() -> None:
    inner = chain(
        element("startEvent", "s"),
        task(parameters("", "made") + association("Output", "made", "order")),
        user_task("look"),
        element("endEvent", "e"),
        flows="i",
    )
    walk = begin(chain(START, sub_process("sub", inner, element("dataObject", "order")), END))
    walk.complete(made=ONE)
    assert "order" not in walk.variables

    walk.complete()
    assert walk.variables == {}


def test_a_property_is_a_local() -> None:
    body = element(
        "scriptTask",
        "work",
        '<bpmn:property id="x"/><bpmn:script>1</bpmn:script>',
        '<bpm:script resultVariable="x"/>',
    )

    assert through(body).variables == {}


LOOP = (
    "<bpmn:loopDataInputRef>given</bpmn:loopDataInputRef>"
    "<bpmn:loopDataOutputRef>made</bpmn:loopDataOutputRef>"
    '<bpmn:inputDataItem id="one"/><bpmn:outputDataItem id="result"/>'
)


def test_a_multi_instance_runs_over_its_data_input() -> None:
    inner = IN_AND_OUT + element("multiInstanceLoopCharacteristics", "loop", LOOP)
    body = element(
        "scriptTask",
        "work",
        f"{inner}<bpmn:script>one + 1</bpmn:script>",
        '<bpm:script resultVariable="result"/>',
    )

    assert through(body, order=[ONE, TWO]).variables == {"order": [TWO, Decimal(3)]}


def test_a_sub_process_is_repeated_over_a_data_object_around_it() -> None:
    """BPMN 2.0.2, table 10.29."""
    loop = LOOP.replace("given", "orderRef").replace("made", "results")
    marker = element("multiInstanceLoopCharacteristics", "loop", loop)
    add = element(
        "scriptTask", "add", "<bpmn:script>one + 1</bpmn:script>",
        '<bpm:script resultVariable="result"/>',
    )  # fmt: skip
    results = element("dataObject", "results", isCollection="true")
    walk = begin(
        chain(START, sub_process("work", marker, add), END), ORDER, results, order=[ONE, TWO]
    )

    assert walk.variables == {"order": [ONE, TWO], "results": [TWO, Decimal(3)]}


def test_a_message_fills_the_data_outputs_of_the_event() -> None:
    inner = (
        message("paid")
        + '<bpmn:dataOutput id="amount"/>'
        + association("Output", "amount", "orderRef")
        + "<bpmn:outputSet><bpmn:dataOutputRefs>amount</bpmn:dataOutputRefs></bpmn:outputSet>"
    )
    parts = chain(START, catch("wait", inner), END)
    walk = begin(parts, ORDER, roots='<bpmn:message id="paid" name="paid"/>')
    walk.receive(walk.visit("wait"), amount=ONE)

    assert walk.variables == {"order": ONE}


def test_data_inputs_of_a_call_go_to_the_child() -> None:
    inner = parameters("given") + association("Input", "orderRef", "given")
    walk = through(call("work", inner=inner), order=ONE)

    assert walk.the(StartChild).variables == {"given": ONE}


def test_what_only_connects_symbols_moves_nothing() -> None:
    drawn = (
        association("Input", "orderRef", "place")
        + '<bpmn:property id="place" name="__targetRef_placeholder"/>'
        + association("Output", "", "orderRef")
    )

    assert path(through(task(drawn, "task")).outcome) == ["start", "work", "end"]
    found = warnings(chain(START, task(drawn, "task"), END), ORDER)
    assert ("Input_place", "no_effect") in found


@pytest.mark.parametrize(
    "inner",
    [
        parameters("given") + association("Input", "store", "given"),
        parameters("given") + association("Input", "orderRef", "given", assign("1", "other.x")),
    ],
)
def test_what_no_variable_can_hold_stops_there(inner: str) -> None:
    store = element("dataStoreReference", "store")
    parts = (chain(START, task(inner), END), ORDER, store)

    assert errors(*parts) == set()
    assert ("work", "stops_here") in warnings(*parts)
    assert "data association" in incident(begin(*parts))


def test_a_faulty_expression_is_refused() -> None:
    faulty = "<bpmn:transformation>1 +</bpmn:transformation>"
    inner = parameters("given") + association("Input", "orderRef", "given", faulty)

    assert ("work", "invalid_expression") in errors(chain(START, task(inner), END), ORDER)


def test_an_unfinished_element_is_an_incident_that_names_it() -> None:
    groovy = element("scriptTask", "work", "<bpmn:script>1</bpmn:script>", scriptFormat="groovy")

    assert "groovy" in incident(begin(chain(START, groovy, END)))
    assert "'work' does not say which message" in incident(through(task("", "receiveTask")))


def test_a_script_task_without_a_script_does_nothing() -> None:
    walk = begin(chain(START, element("scriptTask", "work"), script("x", "1", "y"), END))

    assert path(walk.outcome) == ["start", "work", "x", "end"]
