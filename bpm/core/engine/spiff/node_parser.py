"""Build the specification of one flow node: what all kinds of them have in common."""

from dataclasses import replace

from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from bpm.core.bpmn import (
    AsyncSettings,
    LoopSettings,
    read_async,
    read_io,
    read_loop,
    read_loop_events,
    read_quantities,
    read_retries,
    read_standard_loop,
)
from bpm.core.bpmn.data import complete_loop, is_about_all_instances, read_data
from bpm.core.bpmn.unfinished import find_unfinished
from bpm.core.engine.spiff.specs.base import EngineSpec, JobSettings
from bpm.core.engine.spiff.specs.loops import EngineMultiInstance
from bpm.core.engine.spiff.specs.standard_loops import EngineStandardLoop

INSTANCE_SUFFIX = "\x00each"
"""Ends the name of what each instance of a multi-instance activity visits; no id can hold it."""


class NodeParser(TaskParser):
    """Makes the specification of one flow node, without walking on to its neighbours.

    The base class recurses along the flows, which fails on long processes and leaves out what
    no start reaches.
    """

    def parse_node(self) -> EngineSpec:
        """Return the element's specification, not yet connected."""
        names = self.process_parser.names
        loop, again = self._read_loop(), read_standard_loop(self.node, names)
        is_repeated = loop is not None or again is not None
        spec = self._make(self.bpmn_id + INSTANCE_SUFFIX if is_repeated else self.bpmn_id)
        spec.io = read_io(self.node, names)
        spec.jobs = JobSettings(
            continuation=read_async(self.node, names), retry_delays=read_retries(self.node)
        )
        self._take_data(spec)
        name = self.node.get("name")
        start, completion = read_quantities(self.node)
        body: EngineMultiInstance
        if loop is not None:
            body = EngineMultiInstance(
                self.spec, self.bpmn_id, inner=spec, settings=loop, bpmn_name=name
            )
            body.events = read_loop_events(self.node, self.process_parser.roots, names)
        elif again is not None:
            body = EngineStandardLoop(
                self.spec, self.bpmn_id, inner=spec, loop=again, bpmn_name=name
            )
        else:
            spec.take_quantities(start=start, completion=completion)
            return spec
        if is_about_all_instances(self.node):
            body.data, spec.data = spec.data, None
        body.take_quantities(start=start, completion=completion)
        body.jobs, spec.jobs = spec.jobs, replace(spec.jobs, continuation=AsyncSettings())
        spec.activity_id, spec.loop = self.bpmn_id, body
        return body

    def _read_loop(self) -> LoopSettings | None:
        loop = read_loop(self.node, self.process_parser.names)
        items = self.process_parser.items
        return None if loop is None else complete_loop(loop, self.node, items)

    def _take_data(self, spec: EngineSpec) -> None:
        process = self.process_parser
        unfinished = find_unfinished(self.node, process.items)
        if unfinished is None:
            spec.data = read_data(self.node, process.items, process.names)
        else:
            spec.unfinished = f"{self.bpmn_id!r} {unfinished.detail}"

    def _make(self, name: str) -> EngineSpec:
        settings = self.read_settings()
        spec: EngineSpec = self.spec_class(
            self.spec, name, bpmn_name=self.node.get("name"), **settings
        )
        return spec

    def read_settings(self) -> dict[str, object]:
        """Return what the specification takes beside id and name."""
        return {}
