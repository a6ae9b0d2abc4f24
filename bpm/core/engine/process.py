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
        starts: Where instances can begin, with what is waited for there.
        spec: The engine's own form.
    """

    key: str
    name: str
    info: ProcessInfo
    activity_names: Mapping[str, str]
    starts: tuple[StartPoint, ...] = ()
    spec: "EngineProcessSpec"
