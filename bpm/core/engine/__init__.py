"""The engine as a pure function of definition, state and command."""

from bpm.core.engine.process import ExecutableProcess
from bpm.core.engine.scripts import check_script
from bpm.core.engine.spiff.api import (
    advance,
    compile_process,
    describe_call,
    inspect,
    map_failure,
    start,
)
from bpm.core.engine.spiff.state import STATE_FORMAT

__all__ = [
    "STATE_FORMAT",
    "ExecutableProcess",
    "advance",
    "check_script",
    "compile_process",
    "describe_call",
    "inspect",
    "map_failure",
    "start",
]
