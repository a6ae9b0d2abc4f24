"""What the API tells of instances that events begin."""

from dataclasses import dataclass

from bpm.runtime.contracts import CorrelationView


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsView:
    """The instances that began because a condition is true."""

    started: tuple[CorrelationView, ...]
