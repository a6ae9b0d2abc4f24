"""Service and send tasks: called by jobs, answered, failed, mapped onto BPMN errors."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from bpm.core.bpmn import check_model
from bpm.core.bpmn.support import AHEAD
from bpm.core.engine import describe_call, map_failure
from bpm.core.engine.contracts import (
    CancelJob,
    CompleteCall,
    CreateJob,
    JobKind,
    RaiseIncident,
    ServiceCall,
    ThrowError,
)
from bpm.core.engine.errors import StepError, UnknownVisitError
from bpm.core.errors import Problem
from bpm.core.values import Value
from tests.unit.core.bpmn.reports import allowed_errors
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    io,
    many,
    model,
    service,
    setting,
    user_task,
)

ROOTS = '<bpmn:error id="declined" errorCode="DECLINED"/>'
MAPPED = setting("errorMapping", when="error.status = 402", errorCode="DECLINED") + setting(
    "errorMapping", when='error.code = "gone"', errorCode="GONE"
)


def calling(node: str, *more: str, **variables: Value) -> Walk:
    return begin(chain(START, node, END), *more, roots=ROOTS, data=variables)


def described(walk: Walk) -> ServiceCall:
    visit = walk.visit("pay")
    return describe_call(walk.process, walk.outcome.state, visit, walk.context)


def test_a_call_is_a_job_described_when_it_is_made() -> None:
    node = service(
        "pay",
        "url=http://localhost; body=={amount: amount}; nothing=",
        setting("retry", cycle="R3/PT10S"),
        operation="charge",
        timeout="PT30S",
        templateVersion="2",
    )
    walk = calling(node, amount=Decimal(5))

    job = walk.the(CreateJob)
    assert (job.kind, job.exclusive, job.retry_delays) == (JobKind.SERVICE_CALL, False, (10, 10))
    assert described(walk) == ServiceCall(
        connector="http",
        operation="charge",
        parameters={"url": "http://localhost", "body": {"amount": Decimal(5)}, "nothing": None},
        timeout_seconds=30.0,
        template_version="2",
    )


def test_the_result_goes_to_its_variable() -> None:
    walk = calling(service("pay", resultVariable="answer"))
    walk.send(CompleteCall(visit=walk.visit("pay"), result={"status": Decimal(200)}))

    assert walk.variables == {"answer": {"status": Decimal(200)}}
    assert walk.outcome.is_completed


def test_outputs_publish_parts_of_the_result() -> None:
    node = service("pay", more=io(outputs="id==answer.id"), resultVariable="answer")
    walk = calling(node)
    walk.send(CompleteCall(visit=walk.visit("pay"), result={"id": "x", "secret": "y"}))

    assert walk.variables == {"id": "x"}


def test_a_failing_output_keeps_the_result_and_does_not_call_again() -> None:
    node = service("pay", more=io(outputs="id==answer.id + missing"), resultVariable="answer")
    walk = calling(node)
    visit = walk.visit("pay")
    walk.send(CompleteCall(visit=visit, result={"id": Decimal(1)}))
    assert walk.the(RaiseIncident).visit == visit

    walk.write(missing=Decimal(1))
    walk.retry(visit)

    assert walk.variables == {"missing": Decimal(1), "id": Decimal(2)}
    assert not walk.all(CreateJob)


def test_a_variable_mended_between_attempts_is_used() -> None:
    walk = calling(service("pay", "amount==missing + 1"))
    with pytest.raises(StepError, match="parameter 'amount'"):
        described(walk)

    walk.write(missing=Decimal(1))

    assert described(walk).parameters == {"amount": Decimal(2)}


def test_what_does_not_call_cannot_be_described() -> None:
    walk = begin(chain(START, user_task("pay"), END))

    with pytest.raises(UnknownVisitError):
        described(walk)
    with pytest.raises(UnknownVisitError):
        walk.send(CompleteCall(visit=walk.visit("pay")))


def mapped(walk: Walk, error: Mapping[str, Value]) -> str | None:
    return map_failure(walk.process, walk.outcome.state, walk.visit("pay"), error, walk.context)


def test_failures_are_mapped_by_the_first_that_holds() -> None:
    walk = calling(service("pay", more=MAPPED))

    assert mapped(walk, {"status": Decimal(402), "code": "gone"}) == "DECLINED"
    assert mapped(walk, {"status": Decimal(500), "code": "gone"}) == "GONE"
    assert mapped(walk, {"status": Decimal(500), "code": "x"}) is None
    every = setting("errorMapping", errorCode="ANY")
    assert mapped(calling(service("pay", more=every)), {}) == "ANY"


def test_a_mapping_that_is_neither_true_nor_false_is_told() -> None:
    walk = calling(service("pay", more=MAPPED))

    with pytest.raises(StepError, match=r"error mapping of 'pay', `error.status = 402`"):
        mapped(walk, {"status": "high"})
    vague = setting("errorMapping", when="missing", errorCode="X")
    with pytest.raises(StepError, match="cannot be evaluated"):
        mapped(calling(service("pay", more=vague)), {})


def test_an_error_goes_to_the_boundary_of_the_task() -> None:
    event = boundary("edge", "pay", '<bpmn:errorEventDefinition errorRef="declined"/>')
    walk = calling(service("pay", more=MAPPED), chain(event, user_task("other"), flows="e"))
    walk.send(ThrowError(visit=walk.visit("pay"), code="DECLINED", message="no money"))

    assert path(walk.outcome) == ["edge", "other"]
    assert not walk.all(CancelJob)


def test_an_error_that_nobody_catches_holds_the_task_and_retrying_calls_again() -> None:
    walk = calling(service("pay", more=MAPPED + io("a==b"), resultVariable="r"), b=Decimal(1))
    visit = walk.visit("pay")
    walk.send(ThrowError(visit=visit, code="DECLINED", message="no money"))

    incident = walk.the(RaiseIncident)
    assert incident.message == "The error 'DECLINED' of 'pay' is caught nowhere. no money"
    walk.write(b=Decimal(2))
    walk.retry(visit)

    assert walk.the(CreateJob).visit == visit
    assert walk.outcome.state.scopes[visit] == {"a": Decimal(2)}
    walk.send(CompleteCall(visit=visit, result=Decimal(1)))
    assert walk.outcome.is_completed


def test_calls_of_many_instances_have_their_elements() -> None:
    marker = many(
        collection="=items", elementVariable="item", outputCollection="all", outputElement="=r"
    )
    walk = calling(service("pay", "item==item", inner=marker, resultVariable="r"), items=["a", "b"])
    first, second = [x.visit for x in walk.open()]
    state = walk.outcome.state
    assert describe_call(walk.process, state, second, walk.context).parameters == {"item": "b"}

    walk.send(CompleteCall(visit=second, result="B"))
    walk.send(CompleteCall(visit=first, result="A"))

    assert walk.variables["all"] == ["A", "B"]


def test_a_send_task_calls_too() -> None:
    node = service("pay").replace("serviceTask", "sendTask")

    assert calling(node).the(CreateJob).kind is JobKind.SERVICE_CALL


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (element("serviceTask", "pay"), "missing_service"),
        (element("sendTask", "pay", settings=setting("service")), "missing_service"),
        (service("pay", timeout="soon"), "invalid_setting_value"),
        (service("pay", timeout="PT0S"), "invalid_setting_value"),
        (service("pay", "a==1 +"), "invalid_expression"),
        (service("pay", "a=1;a=2"), "duplicate_setting"),
        (service("pay", "=1"), "invalid_setting_value"),
        (
            service("pay", more=setting("errorMapping", when="x >", errorCode="a")),
            "invalid_expression",
        ),
        (service("pay", more=setting("errorMapping", when="x")), "invalid_setting_value"),
        (service("pay").replace("serviceTask", "task"), "misplaced_setting"),
        (
            element("endEvent", "pay", settings=setting("service", connector="http")),
            "unsupported_setting",
        ),
    ],
)
def test_faulty_calls_are_refused(node: str, code: str) -> None:
    assert ("pay", code) in allowed_errors(chain(START, node))


def test_connectors_have_their_say_at_the_check() -> None:
    def check_call(
        connector: str, operation: str | None, parameters: Mapping[str, str]
    ) -> list[Problem]:
        assert (connector, operation, dict(parameters)) == ("http", None, {"url": "x"})
        return [Problem(code="parameter_missing", detail="It needs a method.")]

    content = model(chain(START, service("pay", "url=x"), END))
    report = check_model(content, allow=AHEAD, check_call=check_call)

    assert [(p.element_id, p.code) for p in report.errors] == [("pay", "parameter_missing")]


def test_retries_of_a_call_are_no_surprise() -> None:
    node = service("pay", more=setting("retry", cycle="R3/PT10S"))
    report = check_model(model(chain(START, node, END)), allow=AHEAD)

    assert report.problems == ()
