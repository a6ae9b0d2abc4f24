"""The modeller offers what the gate accepts: no more, and no less."""

import pytest

from bpm.core.bpmn import check_model
from bpm.core.bpmn.checks.triggers import ALLOWED
from bpm.core.bpmn.elements import EVENTS, FLOW_NODES
from bpm.core.bpmn.offer import NO_TRIGGER, OFFER_PATH, make_offer, write_offer
from bpm.definitions.gate import check_deployable
from tests.unit.core.models import END, START, chain, element, model

REFUSALS = ("unsupported_", "forbidden_", "missing_trigger")
KINDS = sorted({NO_TRIGGER, *(kind for kinds in ALLOWED.values() for kind in kinds)})


def is_refused(part: str) -> bool:
    """Return whether the gate refuses an element for what it is, whatever else it lacks."""
    codes = {problem.code for problem in check_model(model(part)).errors}
    return any(code.startswith(REFUSALS) for code in codes)


def test_the_file_says_what_the_gate_says() -> None:
    assert OFFER_PATH.read_bytes() == write_offer(), "Run `make schema` and commit what it writes."


@pytest.mark.parametrize("name", sorted(set(FLOW_NODES) - EVENTS))
def test_every_node(name: str) -> None:
    assert (name in make_offer().nodes) is not is_refused(f'<bpmn:{name} id="it"/>')


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted({"startEvent", "endEvent", "boundaryEvent"}))
def test_every_trigger(name: str, kind: str) -> None:
    trigger = "" if kind == NO_TRIGGER else f"<bpmn:{kind}EventDefinition/>"
    host = '<bpmn:userTask id="host"/>' if name == "boundaryEvent" else ""
    attached = ' attachedToRef="host"' if host else ""
    part = f'{host}<bpmn:{name} id="it"{attached}>{trigger}</bpmn:{name}>'
    assert is_offered(name, kind) is not is_refused(part)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted({"intermediateCatchEvent", "intermediateThrowEvent"}))
def test_every_intermediate_trigger(name: str, kind: str) -> None:
    trigger = "" if kind == NO_TRIGGER else f"<bpmn:{kind}EventDefinition/>"
    part = f'<bpmn:{name} id="it">{trigger}</bpmn:{name}>'
    assert is_offered(name, kind) is not is_refused(part)


def is_offered(name: str, kind: str) -> bool:
    """Return whether menus offer it."""
    return kind in make_offer().triggers.get(name, ())


def test_every_part_of_an_activity() -> None:
    inner = {
        "multiInstanceLoopCharacteristics": "",
        "completionCondition": "<bpmn:completionCondition>true</bpmn:completionCondition>",
        "loopCardinality": "",
    }
    for name, part in inner.items():
        loop = (
            '<bpmn:userTask id="it"><bpmn:multiInstanceLoopCharacteristics>'
            f"<bpmn:loopCardinality>2</bpmn:loopCardinality>{part}"
            "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
        )
        assert (name in make_offer().parts) is not is_refused(loop)


@pytest.mark.parametrize("language", make_offer().script_formats)
def test_every_language_of_scripts(language: str) -> None:
    task = element("scriptTask", "it", "<bpmn:script>1</bpmn:script>", scriptFormat=language)

    assert check_deployable(model(chain(START, task, END))).errors == ()
