"""The engine as a pure function of definition, state and command."""

from bpm.core.engine.process import ExecutableProcess
from bpm.core.engine.scripts import check_script
from bpm.core.engine.spiff.api import (
    advance,
    build_process,
    compile_process,
    describe_call,
    inspect,
    load_process,
    map_failure,
    read_user_task,
    start,
)
from bpm.core.engine.spiff.state import STATE_FORMAT

__all__ = [
    "STATE_FORMAT",
    "ExecutableProcess",
    "advance",
    "build_process",
    "check_script",
    "compile_process",
    "describe_call",
    "inspect",
    "load_process",
    "map_failure",
    "read_user_task",
    "start",
]
