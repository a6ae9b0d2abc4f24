"""Triggers that stand beside the processes and are referred to by events."""

from bpm.core.bpmn import check_model
from bpm.core.engine.contracts import ArmTimer, Subscribe
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import begin
from tests.unit.core.models import END, START, chain, element, message, model, timer

REFERENCE = "<bpmn:eventDefinitionRef>tns:later</bpmn:eventDefinitionRef>"
CATCH = element("intermediateCatchEvent", "wait", REFERENCE)


def shared(definition: str) -> str:
    """Return a trigger as a root element with an id."""
    return definition.replace("Definition", 'Definition id="later"', 1)


def test_a_timer_is_found_by_reference() -> None:
    walk = begin(chain(START, CATCH, END), roots=shared(timer("timeDuration", "PT1H")))

    assert walk.the(ArmTimer).activity_id == "wait"


def test_a_message_is_found_by_reference_from_several_events() -> None:
    roots = '<bpmn:message id="m" name="paid"/>' + shared(message("m"))
    second = CATCH.replace('"wait"', '"again"')

    walk = begin(chain(START, CATCH, second, END), roots=roots)

    assert walk.the(Subscribe).name == "paid"


def test_a_trigger_beside_its_own_is_one_more() -> None:
    both = element("intermediateCatchEvent", "wait", REFERENCE + timer("timeDuration", "PT1H"))
    walk = begin(chain(START, both, END), roots=shared(timer("timeDuration", "PT2H")))

    assert len(walk.all(ArmTimer)) == 2


def test_a_reference_that_leads_nowhere_is_refused() -> None:
    assert ("wait", "unsupported_event_definition") in errors(chain(START, CATCH, END))


def test_references_do_not_multiply_a_large_trigger() -> None:
    large = shared(timer("timeDuration", "PT1H")).replace(
        "</bpmn:timer", "<bpmn:documentation/>" * 5_000 + "</bpmn:timer"
    )
    events = [CATCH.replace('"wait"', f'"w{number}"') for number in range(10)]

    report = check_model(model(chain(START, *events, END), roots=large))

    assert {problem.element_id for problem in report.errors} >= {"w9"}
