"""The specification graph of a process, and the hidden place where a token is born."""

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from bpm.core.engine.spiff.specs.base import EngineSpec

START_NAME = "\x00start"
"""Name of the hidden start; XML cannot hold this character, so no element collides with it."""


class EngineStart(EngineSpec, BpmnStartTask):
    """The hidden root from which a start puts the first token into the process."""

    is_visible = False


class EngineProcessSpec(BpmnProcessSpec):
    """A process without SpiffWorkflow's hidden end and its join.

    A process is over when no task is live; nothing has to look for that.

    Args:
        key: The process's id.
        name: Its name.
        time_zone: Zone in which times without an offset are read; None for UTC.
    """

    def __init__(self, key: str, name: str, time_zone: str | None = None) -> None:
        WorkflowSpec.__init__(self, name=key)
        self.description = name
        self.time_zone = time_zone
        self.svg = None
        self.io_specification = None
        self.data_objects: dict[str, object] = {}
        self.data_stores: dict[str, object] = {}
        self.correlation_keys: dict[str, object] = {}
        self.bpmn_start_events: list[object] = []
        self.start = EngineStart(self, START_NAME)
        self.end = None
