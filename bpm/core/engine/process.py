"""A compiled process: what commands run on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpm.core.bpmn import ProcessInfo, StartPoint

if TYPE_CHECKING:
    from bpm.core.engine.spiff.specs.process import EngineProcessSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutableProcess:
    """One executable process of a model; immutable, shared by threads, worth caching.

    Args:
        key: Its BPMN id.
        name: Its name, else its id.
        info: What the model says about it.
        activity_names: Name of each activity by its id; the id where it has no name.
        chosen_in: Ids of the ad-hoc sub-processes in which people choose what begins.
        starts: Where instances can begin, with what is waited for there.
        spec: The engine's own form.
    """

    key: str
    name: str
    info: ProcessInfo
    activity_names: Mapping[str, str]
    chosen_in: frozenset[str] = frozenset()
    starts: tuple[StartPoint, ...] = ()
    spec: "EngineProcessSpec"

    def waits_without_row(self, activity_id: str, activity_type: str) -> bool:
        """Return whether an open visit may wait for nothing that has a row outside.

        That is a condition, or a person's choice in an ad-hoc sub-process.
        """
        if activity_type == "ad_hoc_sub_process":
            return activity_id in self.chosen_in
        return activity_type == "intermediate_catch_event"
