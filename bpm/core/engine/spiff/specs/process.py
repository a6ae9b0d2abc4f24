"""The specification graph of a process, and the hidden place where a token is born."""

from collections import defaultdict
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from typing_extensions import override

from bpm.core.engine.spiff.specs.base import EngineSpec, Flow
from bpm.core.engine.spiff.specs.complex_gateways import EngineComplexGateway
from bpm.core.engine.spiff.specs.gateways import EngineInclusiveGateway

if TYPE_CHECKING:
    from bpm.core.engine.spiff.specs.compensation import EngineCompensator
    from bpm.core.engine.spiff.specs.failures import EngineFailure
    from bpm.core.engine.spiff.specs.handlers import EngineEventSubProcess
    from bpm.core.engine.spiff.task import EngineTask

START_NAME = "\x00start"
"""Name of the hidden start; XML cannot hold this character, so no element collides with it."""


class EngineStart(EngineSpec, BpmnStartTask):
    """The hidden root from which a start puts the first token into the process."""

    is_visible = False

    @override
    def _put_token(self, task: "EngineTask", flow: Flow) -> None:
        tree = task.workflow
        entry = None if tree.begun is None else tree.spec.entries.get(tree.begun)
        if entry is None or flow.target.name == entry:
            token = task.add_event(flow.target)
            token.via = flow.id
            if tree.begun is not None:
                flow.target.be_begun(token, tree.begun)


class EngineProcessSpec(BpmnProcessSpec):
    """A process without SpiffWorkflow's hidden end and its join.

    A process is over when no task is live; nothing has to look for that.

    Args:
        key: The process's id.
        name: Its name.
        time_zone: Zone in which times without an offset are read; None for UTC.
    """

    failure: "EngineFailure | None" = None
    """What ends the process in an error once all in it is undone."""

    is_chosen = False
    """Whether it is ad hoc and open though nothing in it is live: people begin what it holds."""

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
        self.handlers: list[EngineEventSubProcess] = []
        self.entries: dict[str, str] = {}
        """Where the first token is put, by the start point at which an instance begins."""
        self.default_entry: str | None = None
        self.start = EngineStart(self, START_NAME)
        self.end = None
        self.has_conditions = False
        """Whether an event in it may wait for a condition."""
        self.has_complex_gateways = False
        self.is_sequential = False
        """Whether it is ad hoc and what it holds is done one after the other."""
        self.asks_when_done = False
        """Whether it is ad hoc and may be over whenever an activity in it is."""
        self.undoing: EngineEventSubProcess | None = None
        """Its compensation event sub-process."""
        self.compensator: EngineCompensator | None = None
        """What runs the handlers of its activities; None where nothing in it has any."""
        self._behind: dict[str, frozenset[str]] = {}
        self.earlier: dict[str, frozenset[str]] = {}
        """What ``earlier_user_tasks`` has found; the same whoever fills it in."""

    def behind(self, name: str) -> frozenset[str]:
        """Return the elements to which a path leads from one."""
        if name not in self._behind:
            waiting, seen = [name], set[str]()
            while waiting:
                spec = self.task_specs[waiting.pop()]
                following = [flow.target.name for flow in spec.flows]
                following += [event.name for event in spec.boundaries]
                waiting += (x for x in following if x not in seen)
                seen.update(following)
            self._behind[name] = frozenset(seen)
        return self._behind[name]

    def trace_reach(self) -> None:
        """Find out, for each inclusive gateway, from where its incoming flows can be reached."""
        specs = [spec for spec in self.task_specs.values() if isinstance(spec, EngineSpec)]
        before: dict[str, set[str]] = {spec.name: set() for spec in specs}
        source: dict[str, str] = {}
        for spec in specs:
            for flow in spec.flows:
                before[flow.target.name].add(spec.name)
                source[flow.id] = spec.name
            for event in spec.boundaries:
                before[event.name].add(spec.name)
        for spec in specs:
            if isinstance(spec, EngineInclusiveGateway | EngineComplexGateway):
                spec.reach = _reach_of(spec, before, source)
            if isinstance(spec, EngineComplexGateway):
                spec.late.is_counted = spec.tells_at_reset
                self.has_complex_gateways = self.has_conditions = True


def _reach_of(
    gateway: EngineInclusiveGateway | EngineComplexGateway,
    before: dict[str, set[str]],
    source: dict[str, str],
) -> dict[str, frozenset[str]]:
    reach: dict[str, set[str]] = defaultdict(set)
    for flow_id in gateway.incoming:
        waiting, seen = [source[flow_id]], {gateway.name}
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                reach[name].add(flow_id)
                waiting.extend(before[name])
    return {name: frozenset(flows) for name, flows in reach.items()}
