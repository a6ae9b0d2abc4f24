"""Plain SpiffWorkflow on the same models, with their FEEL said in Python."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from tests.bench.flows import Workload

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_BPM = "{urn:bpm:schema:1.0}"


def stock_run(workload: Workload, model: Path) -> Callable[[], None]:
    """Return what runs one instance, saved and loaded around each user task."""
    parser = BpmnParser()
    parser.add_bpmn_xml(_as_python(model))
    specification = parser.get_spec(workload.key)
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    variables = json.dumps(dict(workload.variables))

    def run() -> None:
        workflow = BpmnWorkflow(specification)
        if workload.variables:
            workflow.task_tree.data.update(json.loads(variables))
        workflow.do_engine_steps()
        for _ in range(workload.user_tasks):
            workflow = serializer.deserialize_json(serializer.serialize_json(workflow))
            (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
            task.run()
            workflow.do_engine_steps()
        if workload.user_tasks:
            serializer.serialize_json(workflow)
        if not workflow.completed:
            raise AssertionError(f"{workload.name} did not end")

    return run


def _as_python(model: Path) -> "etree._ElementTree":
    """Return a model whose scripts are Python; ``pass`` where ours only says ``true``."""
    tree = etree.parse(BytesIO(model.read_bytes()))
    for task in tree.iter(f"{_BPMN}scriptTask"):
        script, result = task.find(f"{_BPMN}script"), task.find(f".//{_BPM}script")
        if script is None or script.text is None:
            raise ValueError(f"{model} has a script task without a script")
        expression = re.sub(r"\bcount\(", "len(", script.text)
        name = None if result is None else result.get("resultVariable")
        script.text = "pass" if name is None else f"{name} = {expression}"
    return tree
