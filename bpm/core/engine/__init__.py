"""The engine as a pure function of definition, state and command."""

from bpm.core.engine.process import ExecutableProcess
from bpm.core.engine.scripts import check_script
from bpm.core.engine.spiff.api import (
    advance,
    build_process,
    check_add_approver,
    compile_process,
    describe_call,
    find_choices,
    find_send_back_targets,
    inspect,
    list_earlier_user_tasks,
    load_process,
    map_failure,
    read_user_task,
    start,
    takes_approvers,
)
from bpm.core.engine.spiff.state import STATE_FORMAT

__all__ = [
    "STATE_FORMAT",
    "ExecutableProcess",
    "advance",
    "build_process",
    "check_add_approver",
    "check_script",
    "compile_process",
    "describe_call",
    "find_choices",
    "find_send_back_targets",
    "inspect",
    "list_earlier_user_tasks",
    "load_process",
    "map_failure",
    "read_user_task",
    "start",
    "takes_approvers",
]
