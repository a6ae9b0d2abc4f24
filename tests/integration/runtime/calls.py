"""Processes that call others, for tests of call activities."""

from tests import builders
from tests.builders import END, START, chain, script, user_task

MANY = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{}"><bpmn:extensionElements>'
    '<bpm:loop collection="=items" elementVariable="item" outputCollection="results"'
    ' outputElement="=result"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)


def call(
    called: str, settings: str = 'propagateAll="true"', *, io: str = "", loop: str = ""
) -> str:
    """Return a call activity."""
    return (
        f'<bpmn:callActivity id="call" calledElement="{called}"><bpmn:extensionElements>'
        f"<bpm:calledElement {settings}/>{io}</bpmn:extensionElements>{loop}</bpmn:callActivity>"
    )


def caller(
    called: str, settings: str = 'propagateAll="true"', *, io: str = "", loop: str = ""
) -> str:
    """Deploy a process that calls another one."""
    return builders.deploy(chain(START, call(called, settings, io=io, loop=loop), END))


DOUBLE = chain(START, script("double", "amount * 2", "result"), END)
ASK = chain(START, user_task("ask"), END)
