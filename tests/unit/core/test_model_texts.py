"""What models say, element by element."""

import pytest

from bpm.core import bpmn, dmn, forms
from bpm.core.texts import ElementText, TextRole
from tests.builders import END, START, chain, model
from tests.unit.core.dmn.tables import decision, definitions, table

_PAY = (
    '<bpmn:serviceTask id="pay" name="Pay the bill"><bpmn:documentation>By the bank.\n'
    "Never twice.</bpmn:documentation><bpmn:extensionElements>"
    '<bpm:service connector="http" resultVariable="paid">'
    '<bpm:parameter name="url">https://bank.example</bpm:parameter>'
    '<bpm:parameter name="topic">payments</bpm:parameter></bpm:service>'
    '<bpm:formRef key="bill-form"/></bpmn:extensionElements></bpmn:serviceTask>'
)
_CALL = '<bpmn:callActivity id="call" calledElement="shipping"/>'
_WAIT = (
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m"/>'
    "</bpmn:intermediateCatchEvent>"
)
_MESSAGE = (
    '<bpmn:message id="m" name="goods arrived"><bpmn:extensionElements>'
    '<bpm:subscription correlationKey="=order_number"/></bpmn:extensionElements></bpmn:message>'
)


def said(texts: tuple[ElementText, ...]) -> set[tuple[str, str, str]]:
    """Return element, role and text of each."""
    return {(one.element_id, one.role.value, one.text) for one in texts}


def test_a_process_says_names_documentation_references_and_events() -> None:
    inside = (
        '<bpmn:subProcess id="inner" name="Inside"><bpmn:scriptTask id="sum">'
        "<bpmn:script>total + 1</bpmn:script></bpmn:scriptTask></bpmn:subProcess>"
    )
    text = model("billing", chain(START, _PAY, _CALL, _WAIT, END) + inside)
    text = text.replace("</bpmn:definitions>", f"{_MESSAGE}</bpmn:definitions>")

    found = said(bpmn.read_texts(text.encode()))

    assert {
        ("billing", "id", "billing"),
        ("pay", "id", "pay"),
        ("pay", "name", "Pay the bill"),
        ("pay", "documentation", "By the bank. Never twice."),
        ("pay", "connector", "http"),
        ("pay", "setting", "paid"),
        ("pay", "setting", "url: https://bank.example"),
        ("pay", "topic", "payments"),
        ("pay", "reference", "bill-form"),
        ("call", "reference", "shipping"),
        ("wait", "event", "goods arrived"),
        ("wait", "expression", "=order_number"),
        ("inner", "name", "Inside"),
        ("sum", "expression", "total + 1"),
    } <= found
    assert not any(element == "m" for element, _, _ in found)


def test_a_decision_says_its_columns_and_its_rules() -> None:
    content = definitions(
        decision(table(["> 5000", '"two people"']), id_="levels"),
        decision(table(["-", "1"]), id_="other"),
    )

    both, one = dmn.read_texts(content), dmn.read_texts(content, "levels")

    assert ("rule", '> 5000, "two people"') in {(text.role.value, text.text) for text in one}
    assert {text.text for text in one if text.role is TextRole.ID} == {"levels"}
    assert {text.text for text in both if text.role is TextRole.ID} == {"levels", "other"}
    assert {TextRole.INPUT, TextRole.OUTPUT} <= {text.role for text in one}


def test_a_form_says_labels_keys_options_and_conditions() -> None:
    content = b"""{"id": "f", "components": [{"type": "group", "id": "g", "label": "Who",
      "components": [{"type": "select", "id": "s", "key": "country", "label": "Country",
        "values": [{"label": "Austria", "value": "AT"}],
        "conditional": {"hide": "=age < 18"}}]}]}"""

    assert said(forms.read_texts(content)) == {
        ("g", "id", "g"),
        ("g", "label", "Who"),
        ("s", "id", "s"),
        ("s", "label", "Country"),
        ("s", "key", "country"),
        ("s", "option", "Austria AT"),
        ("s", "expression", "=age < 18"),
    }


@pytest.mark.parametrize("content", [b"", b"<half", b"\xff\xfe", b"[1]", b'{"components": 7}'])
def test_what_cannot_be_read_says_nothing(content: bytes) -> None:
    assert bpmn.read_texts(content) == ()
    assert dmn.read_texts(content) == ()
    assert forms.read_texts(content) == ()
