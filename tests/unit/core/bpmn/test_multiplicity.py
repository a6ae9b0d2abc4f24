"""What BPMN's class tables say an element has, is told where it is missing or too much."""

import pytest

from tests.unit.core.bpmn.reports import check
from tests.unit.core.models import END, START, chain, element

OPERATION = element("operation", "o", "<bpmn:inMessageRef>m</bpmn:inMessageRef>", name="o")
WHEN = "<bpmn:conditionExpression>a</bpmn:conditionExpression>"
SETS = "<bpmn:inputSet/><bpmn:outputSet/>"


def told(*parts: str, roots: str = "") -> set[tuple[str | None, str]]:
    message = '<bpmn:message id="m" name="m"/>'
    report = check(chain(START, element("task", "work"), END), *parts, roots=message + roots)
    return {(x.element_id, x.code) for x in (*report.errors, *report.warnings)}


@pytest.mark.parametrize(
    ("root", "part"),
    [
        (element("interface", "x", OPERATION), element("interface", "x", OPERATION, name="i")),
        (element("interface", "x", name="i"), element("interface", "x", OPERATION, name="i")),
        (element("interface", "i", element("operation", "x", name="o"), name="i"),
         element("interface", "i", OPERATION.replace('"o" ', '"x" '), name="i")),
        (element("resource", "x"), element("resource", "x", name="clerks")),
    ],
)  # fmt: skip
def test_what_a_root_lacks_is_told(root: str, part: str) -> None:
    assert ("x", "incomplete_element") in told(roots=root)
    assert ("x", "incomplete_element") not in told(roots=part)


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        (element("association", "x", sourceRef="work"),
         element("association", "x", sourceRef="work", targetRef="end"), "incomplete_element"),
        (element("task", "t", element("ioSpecification", "x", "<bpmn:inputSet/>")),
         element("task", "t", element("ioSpecification", "x", SETS)),
         "incomplete_element"),
        (element("sequenceFlow", "x", WHEN * 2, sourceRef="work", targetRef="end"),
         element("sequenceFlow", "x", WHEN, sourceRef="work", targetRef="end"), "repeated_part"),
        (element("exclusiveGateway", "x", gatewayDirection="Sideways"),
         element("exclusiveGateway", "x", gatewayDirection="Diverging"), "unknown_value"),
    ],
)  # fmt: skip
def test_what_a_part_of_a_process_lacks_or_has_too_much_of_is_told(
    wrong: str, right: str, code: str
) -> None:
    assert ("x", code) in told(wrong)
    assert ("x", code) not in told(right)
