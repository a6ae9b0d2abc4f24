"""A model reduced to what is drawn of it."""

from bpm.core import bpmn
from bpm.core.xml import read_xml
from tests.builders import END, START, chain, flow, model, script, user_task

_SECRETS = ("confidential", "=salary", "risk-board", "7 + 35")
_PRIVATE = (
    '<bpmn:userTask id="judge" name="Judge the loan" bpm:priority="=salary">'
    "<bpmn:documentation>confidential</bpmn:documentation><bpmn:extensionElements>"
    '<bpm:assignment candidateGroups="risk-board"/></bpmn:extensionElements></bpmn:userTask>'
)


def test_names_and_flows_stay_and_what_elements_do_is_left_out() -> None:
    body = chain(START, _PRIVATE, script("sum", "7 + 35", "total"), END)
    content = model("loan", body).encode()

    kept = bpmn.reduce_to_diagram(content)

    text = kept.decode()
    assert all(secret in content.decode() for secret in _SECRETS)
    assert [secret for secret in _SECRETS if secret in text] == []
    assert "Judge the loan" in text

    def drawn(xml: bytes) -> list[tuple[str | None, ...]]:
        return [
            (str(one.tag), one.get("id"), one.get("name"), one.get("sourceRef"))
            for one in read_xml(xml).iter()
            if one.get("id")
        ]

    assert drawn(kept) == drawn(content)


def test_that_a_flow_has_a_condition_stays_and_its_text_does_not() -> None:
    body = (
        START
        + user_task("ask")
        + END
        + flow("f", "start", "ask")
        + flow("g", "ask", "end", "=salary > 9")
    )

    text = bpmn.reduce_to_diagram(model("loan", body).encode()).decode()

    assert "conditionExpression" in text
    assert "salary" not in text
